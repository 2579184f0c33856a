import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';
import type { Config } from '../../config/config.js';
import { pagePolicy } from './content-policy.js';

const YEAR_SECONDS = 31_536_000;

/**
 * What each answer carries, by name: the headers of ASVS 5, 3.4, of which `Content-Security-Policy` is in a
 * file of its own. Nothing that this server says is to be kept, but for what says otherwise (`assets`).
 */
export const protectiveHeaders = (config: Config): Map<string, string> =>
  new Map([
    ...headersOf(protection(config)),
    ['Content-Security-Policy', pagePolicy(config)],
    ['Cache-Control', 'no-store'],
  ]);

const protection = ({ https }: Config) =>
  helmet({
    contentSecurityPolicy: false, // `pagePolicy` has it
    strictTransportSecurity: https && { maxAge: YEAR_SECONDS, includeSubDomains: true },
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    // What these guarded against is gone: Internet Explorer, Flash, and a filter that did harm.
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
    xDnsPrefetchControl: false, // there are no links to other hosts
  });

/** What helmet sets is the same for every answer, so it is asked once. */
function headersOf(middleware: ReturnType<typeof helmet>): [name: string, value: string][] {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  middleware(request, response, () => undefined);
  return response.getHeaderNames().map((name) => [name, String(response.getHeader(name))]);
}
