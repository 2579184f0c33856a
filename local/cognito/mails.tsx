import type { RequestHandler } from 'express';
import { Page, renderPage } from './hosted/layout.js';
import type { Mail, Mailbox } from './mailbox.js';
import { queryOf } from './oauth/authorize.js';

/**
 * `GET /_local/mails?to=ADDRESS`: the mails, newest first. As JSON, for tests; as a page, for who
 * looks. Cognito has nothing like it.
 */
export const mails =
  (mailbox: Mailbox): RequestHandler =>
  (request, response) => {
    const list = mailbox.list(queryOf(request).get('to') ?? undefined);
    if (request.accepts(['json', 'html']) === 'html') {
      response.type('html').send(renderPage(<MailList mails={list} />));
    } else {
      response.json(list);
    }
  };

const MailList = ({ mails: list }: { mails: Mail[] }) => (
  <Page title="Mails">
    {list.length === 0 && <p>Nothing was mailed since the start.</p>}
    {list.map(({ to, subject, text }) => (
      <section>
        <h2>{subject}</h2>
        <p>
          <small>to {to}</small>
        </p>
        <p>{text}</p>
      </section>
    ))}
  </Page>
);
