import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { VNode } from 'preact';
import type { Client } from './client-settings.js';
import { Page, renderPage } from './hosted/layout.js';
import { queryOf } from './oauth/authorize.js';
import type { UserPools } from './pools.js';

const MESSAGES = new Map([
  ['redirect_mismatch', 'The redirect_uri is not one of the callback URLs of this app client.'],
  ['logout_uri_mismatch', 'The logout_uri is not one of the logout URLs of this app client.'],
  ['invalid_client', 'There is no app client with this client_id.'],
  ['not_found', 'There is no such page.'],
  ['bad_request', 'The request could not be understood.'],
  ['too_large', 'The request is too large.'],
  ['server_error', 'The stand-in failed. What happened is in the terminal.'],
]);

function answer(
  request: Request,
  response: Response,
  status: number,
  code: string,
  hint?: VNode,
): void {
  response.status(status);
  if (request.path.startsWith('/oauth2/') && request.method === 'POST') {
    response.json({ error: status >= 500 ? 'server_error' : 'invalid_request' });
  } else {
    const message = MESSAGES.get(code) ?? 'The request was refused.';
    const page = (
      <Page title="Something went wrong">
        <p role="alert">{message}</p>
        <code>{code}</code>
        {hint}
      </Page>
    );
    response.type('html').send(renderPage(page));
  }
}

/** `GET /error?error=…`: where refused authorization requests and logouts end. */
export const errorPage =
  (pools: UserPools): RequestHandler =>
  (request, response) => {
    const query = queryOf(request);
    const code = query.get('error') ?? 'bad_request';
    const { client } = pools.party(query.get('client_id') ?? '') ?? {};
    answer(request, response, 400, code, client && hintFor(code, client));
  };

/** What is registered, and where that is changed: whoever sees this page is building something. */
function hintFor(code: string, client: Client): VNode | undefined {
  const registered = new Map([
    ['redirect_mismatch', client.CallbackURLs],
    ['logout_uri_mismatch', client.LogoutURLs],
  ]).get(code);
  return (
    registered && (
      <>
        <p>Registered for {client.ClientId}, to be matched to the letter:</p>
        <ul>
          {registered.map((url) => (
            <li key={url}>
              <code>{url}</code>
            </li>
          ))}
        </ul>
        <p>
          They are changed in the settings file (<code>LOCAL_COGNITO_CONFIG</code>), by{' '}
          <code>UpdateUserPoolClient</code>, or for the product’s own client by the port that it is
          told (<code>PORT</code>).
        </p>
      </>
    )
  );
}

export const notFound: RequestHandler = (request, response) =>
  answer(request, response, 404, 'not_found');

/** The last resort: the caller is told what to change, and a stack trace stays in the terminal. */
export const failure =
  (log: (line: string) => void): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    // Express and its parsers put the status of a bad request on the error.
    const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
    if (status === 413) return answer(request, response, 413, 'too_large');
    if (status >= 400 && status < 500) return answer(request, response, status, 'bad_request');
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return answer(request, response, 500, 'server_error');
  };
