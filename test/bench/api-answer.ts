const LENGTH = 160;
const TAIL = 24;

/**
 * What the API behind every contestant answers to the owner of this access token: a small JSON that
 * ends with the token's last characters, part of its signature, so that an answer shows whose it was.
 */
export function apiAnswer(accessToken: string): string {
  const message = `{"message":"Hello from the API","token":"${accessToken.slice(-TAIL)}","filler":"`;
  return `${message.padEnd(LENGTH - 2, '.')}"}`;
}
