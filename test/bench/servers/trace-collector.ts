// A process of its own: takes traces by OTLP over HTTP, as a collector beside the product would. On SIGUSR2
// it says how many exports have come.
import { createServer } from 'node:http';

let exports = 0;
const server = createServer((request, response) => {
  request.resume().once('end', () => {
    if (request.method === 'POST' && request.url === '/v1/traces') exports += 1;
    response.setHeader('content-type', 'application/json').end('{}');
  });
});
process.on('SIGUSR2', () => process.stdout.write(`exports: ${exports}\n`));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address !== 'string') process.stdout.write(`${address.port}\n`);
});
