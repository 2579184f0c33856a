import type { Answer, TestBrowser } from './test-browser.js';
import type { World } from './world.js';

/** What a refused login looks like: to the person, to their browser, and in the audit trail. */
export const refused = (status: number, reason: string) => ({
  status,
  page: { isHtml: true, leadsHome: true, showsRequestId: true },
  session: undefined,
  reasons: [reason],
});

/** The same of what happened, to compare with `refused`. */
export const outcome = (world: World, browser: TestBrowser, { status, headers, body }: Answer) => ({
  status,
  page: {
    isHtml: headers['content-type']?.includes('text/html'),
    leadsHome: body.includes('href="/"'),
    showsRequestId: body.includes(String(headers['x-request-id'])),
  },
  session: browser.sessionCookie(),
  reasons: world.eventsNamed('login.refused').map(({ reason }) => reason),
});
