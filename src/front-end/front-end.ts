import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Express, Request, RequestHandler } from 'express';
import type { Config } from '../config/config.js';
import { OWN } from '../config/own-paths.js';
import { isAtOrBelow } from '../config/prefix.js';
import type { WebFile } from '../config/web-root.js';
import { frontEndPolicy } from '../http/answers/content-policy.js';
import { kindOf } from '../http/requests/request-kind.js';
import { noteRoute } from '../telemetry/request-context.js';
import { askedPath } from './asked-path.js';
import { isHashed } from './hashed-name.js';
import { type SentFile, sendFile } from './send-file.js';

const INDEX = '/index.html';
/** Files of the product and of the front end lie there. */
const ASSETS = 'assets';

/**
 * Serves a front end of one's own (`WEB_ROOT`), out of memory, as it was when the product started. It stands
 * before the session: its files are no secret, and nobody's session is looked up for them.
 *
 * Where the product has routes or APIs, it has nothing to say, whatever lies in its folder. Elsewhere its
 * files have their paths, and a navigation to any other gets its page, which knows the way from there.
 */
export function serveFrontEnd(config: Config, express: Express): RequestHandler {
  const { frontEnd } = config;
  if (!frontEnd) return (_request, _response, next) => next();
  const files = new Map(frontEnd.files.map((file) => [file.path, read(file)]));
  const page = files.get(INDEX);
  if (page) files.set('/', page);
  const policy = frontEndPolicy(config, frontEnd.sources);
  const places = new Places(config, express);

  return (request, response, next) => {
    const path = isRead(request) ? askedPath(request.path) : undefined;
    if (path === undefined || places.areOurs(path)) {
      next();
      return;
    }
    let file = files.get(path);
    if (!file && mayBeAPage(path) && kindOf(request) === 'navigation') {
      response.vary('Accept, HX-Request, Sec-Fetch-Mode'); // for others it is a 404
      file = page;
    }
    if (!file) {
      next();
      return;
    }
    noteRoute('/*');
    response.setHeader('Content-Security-Policy', policy);
    sendFile(request, response, file);
  };
}

const isRead = ({ method }: Request) => method === 'GET' || method === 'HEAD';

function read({ path, file }: WebFile): SentFile {
  const content = readFileSync(file);
  const digest = createHash('sha256').update(content).digest('base64url').slice(0, 22);
  return {
    content,
    type: extname(file),
    tag: `"${digest}"`,
    caching: isHashed(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
}

/** Where the product answers: below whatever one of its routes begins with, and at its APIs. */
class Places {
  private ours: Set<string> | undefined;

  constructor(
    private readonly config: Config,
    private readonly express: Express,
  ) {}

  areOurs(path: string): boolean {
    const lower = path.toLowerCase(); // as the router takes paths
    // Routes of somebody's own among them, which are all declared by the first request.
    this.ours ??= new Set([...OWN, ...this.declared()]);
    const first = firstOf(lower);
    if (first !== ASSETS && this.ours.has(first)) return true;
    return this.config.apis.some(({ prefix }) => isAtOrBelow(lower, prefix));
  }

  private declared(): string[] {
    const { stack } = this.express.router;
    const paths = stack.flatMap(({ route }) => (route ? [route.path].flat() : []));
    return paths
      .map((path) => firstOf(path).toLowerCase())
      .filter((first) => /^[\w-]+$/.test(first));
  }
}

/** Where only files lie, or what is hidden, a page would hide that something is missing. */
const mayBeAPage = (path: string) => firstOf(path).toLowerCase() !== ASSETS && !path.includes('/.');

const firstOf = (path: string) => path.split('/')[1] ?? '';
