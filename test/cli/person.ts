import { PassThrough } from 'node:stream';
import { run } from '../../cli/run.js';

export type Answer = [question: string, answer: string | ((printed: string) => string)];

/**
 * The tool with somebody at the terminal, who answers each question once it is asked. In this
 * process: what needs no process of its own is told faster so.
 */
export const atTerminal = async (
  args: string[],
  answers: Answer[] = [],
  environment: Record<string, string> = {},
) => runWith(args, { answers, environment, isTTY: true });

/** The tool with nobody there. */
export const unattended = async (args: string[], environment: Record<string, string> = {}) =>
  runWith(args, { answers: [], environment, isTTY: false });

interface Situation {
  answers: Answer[];
  environment: Record<string, string>;
  isTTY: boolean;
}

async function runWith(args: string[], { answers, environment, isTTY }: Situation) {
  // Like the streams of a process, they aren't ended by a prompt that has had its answer.
  const stream = () => Object.assign(new PassThrough(), { isTTY, end: () => undefined });
  const [stdin, stdout, stderr] = [stream(), stream(), stream()];
  const printed = { stdout: '', stderr: '' };
  const waiting = [...answers];
  let unread = '';
  let isTyping = false;
  const read = (chunk: unknown) => {
    unread += String(chunk);
    // A prompt is drawn anew for each character, and with a tick once it has its answer.
    if (isTyping && !/[✔√][^\n]*\n/u.test(unread)) return;
    if (isTyping) unread = unread.replace(/^[^]*[✔√][^\n]*\n/u, '');
    isTyping = false;
    const [question, answer] = waiting[0] ?? [];
    if (question === undefined || answer === undefined || !unread.includes(question)) return;
    waiting.shift();
    isTyping = true;
    unread = '';
    const typed = typeof answer === 'string' ? answer : answer(printed.stdout);
    setImmediate(() => stdin.write(`${typed}\n`));
  };
  stdout.on('data', (chunk) => {
    printed.stdout += String(chunk);
    read(chunk);
  });
  stderr.on('data', (chunk) => {
    printed.stderr += String(chunk);
    read(chunk);
  });
  const exitCode = await run(args, { environment, stdin, stdout, stderr });
  await new Promise(setImmediate); // what was written last is read only now
  return { exitCode, ...printed, unanswered: waiting.map(([question]) => question) };
}
