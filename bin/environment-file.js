// Adds what the `.env` of this folder says, if there is one. What is set already stays as it is.
try {
  process.loadEnvFile('.env');
} catch (error) {
  if (error.code !== 'ENOENT') {
    process.stderr.write(".env can't be read: it has to be a file that this user may read.\n");
    process.exit(1);
  }
}
