// The floor: what forwarding costs on node:http and undici's dispatch, with no session and no check.
import { createServer, type ServerResponse } from 'node:http';
import { Agent, type Dispatcher } from 'undici';
import type { Settings } from '../contestants/contestant.js';

const settings: Settings = JSON.parse(process.argv[2] ?? '');
const agent = new Agent();
const authorization = `Bearer ${settings.fixedToken}`;

class Answer implements Dispatcher.DispatchHandler {
  private readonly response: ServerResponse;

  constructor(response: ServerResponse) {
    this.response = response;
  }

  onRequestStart(): void {
    // nobody aborts here
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.response.writeHead(status, headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.response.write(chunk);
  }

  onResponseEnd(): void {
    this.response.end();
  }

  onResponseError(): void {
    this.response.destroy();
  }
}

createServer((request, response) => {
  const path = request.url ?? '/';
  if (path === '/') {
    response.end();
    return;
  }
  const { accept, 'user-agent': userAgent } = request.headers;
  agent.dispatch(
    {
      origin: settings.apiUrl,
      path: path.replace('/api', ''),
      method: 'GET',
      headers: { accept, 'user-agent': userAgent, authorization },
    },
    new Answer(response),
  );
}).listen(settings.port, '127.0.0.1');
