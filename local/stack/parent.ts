/**
 * Calls back when the process that started this one is gone. npm runs a script in a shell; a
 * SIGTERM for npm ends that shell, and nobody would tell us.
 */
export function endWithParent(end: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, 250);
  timer.unref();
}
