// A process of its own: the API that every contestant forwards to, as cheap as an HTTP server can be,
// because it shares a core with the load. It answers GET requests without a body, and nothing else.
import { createServer, type Socket } from 'node:net';
import { apiAnswer } from './api-answer.js';

const server = createServer({ noDelay: true }, (socket) => {
  let pending = '';
  socket.setEncoding('latin1');
  socket.on('error', () => socket.destroy());
  socket.on('data', (text: string) => {
    pending = answerAll(pending + text, socket);
  });
});

/** Answers each request that is complete, and gives back what is left. */
function answerAll(text: string, socket: Socket): string {
  let start = 0;
  for (let end = text.indexOf('\r\n\r\n'); end !== -1; end = text.indexOf('\r\n\r\n', start)) {
    socket.write(answer(text.slice(start, end + 2)), 'latin1');
    start = end + 4;
  }
  return text.slice(start);
}

function answer(head: string): string {
  if (!head.startsWith('GET ')) return 'HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n';
  const body = apiAnswer(/\r\nauthorization: Bearer (\S+)/i.exec(head)?.[1] ?? '');
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address !== 'string') process.stdout.write(`${address.port}\n`);
});
