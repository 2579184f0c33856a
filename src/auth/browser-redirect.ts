import type { Request, Response } from 'express';
import { kindOf } from '../http/requests/request-kind.js';

/** Sends the browser elsewhere. htmx is told to do so, since its fetch would follow a redirect itself. */
export function sendBrowserTo(
  request: Request,
  response: Response,
  location: string,
  status: 302 | 303,
): void {
  if (kindOf(request) === 'htmx') response.status(200).set('HX-Redirect', location).end();
  else response.redirect(status, location);
}
