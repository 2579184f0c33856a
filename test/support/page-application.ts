import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { HttpServer } from './http-server.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const PAGE =
  '<!doctype html><title>Shop</title><body><script type="module" src="/main.js"></script>';

/** An application that is a script in a page, as a bundler makes it, on an origin of its own. */
export class PageApplication {
  private script = '';
  private readonly server = new HttpServer((request, response) => {
    const isScript = request.url === '/main.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? this.script : PAGE);
  });

  async start(): Promise<this> {
    await this.server.start();
    return this;
  }

  get origin(): string {
    return this.server.origin;
  }

  /** @param alias packages, and what stands in for them */
  async bundle(source: string, alias: Record<string, string> = {}): Promise<void> {
    const { outputFiles } = await build({
      stdin: { contents: source, resolveDir: here, sourcefile: 'main.js' },
      alias,
      bundle: true,
      format: 'esm',
      target: 'es2022',
      write: false,
      logLevel: 'warning',
    });
    this.script = outputFiles[0]?.text ?? '';
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}
