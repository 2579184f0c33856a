import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { HttpServer } from '../support/http-server.js';
import { Visitor, Visitors } from '../support/visitor.js';

describe('a visitor’s browser must stay quiet', () => {
  let browser: Browser;
  let visitor: Visitor;
  let body: string;
  const server = new HttpServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.setHeader('content-security-policy', "default-src 'none'; script-src 'self'");
    response.statusCode = request.url === '/missing' ? 404 : 200;
    response.end(body);
  });

  beforeAll(async () => {
    browser = await launchChromium();
    await server.start();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });
  beforeEach(async () => {
    visitor = await Visitor.arrive(browser);
  });

  it('says nothing about a page without problems', async () => {
    body = '<title>quiet</title>';
    await visitor.page.goto(server.origin);
    await expect(visitor.leave()).resolves.toBeUndefined();
  });

  it.each([
    ['an inline script under a strict CSP', '<script>1</script>', /Content Security Policy/],
    ['a script from another machine', '<script src="https://cdn.test/x.js"></script>', /another/],
    ['a missing resource', '<script src="/missing"></script>', /404/],
  ])('fails for %s', async (_name, html, complaint) => {
    body = html;
    await visitor.page.goto(server.origin);
    await visitor.page.waitForLoadState('networkidle');
    await expect(visitor.leave()).rejects.toThrow(complaint);
  });

  it('forgives what the test expects, and only that', async () => {
    body = '';
    await visitor.page.goto(`${server.origin}/missing`);
    await expect(visitor.expectComplaint(/500/, 0)).rejects.toThrow('did not complain');
    await visitor.expectComplaint(/404/);
    await expect(visitor.leave()).resolves.toBeUndefined();
  });

  it('fails for each of several visitors, of whom none stays', async () => {
    const visitors = new Visitors();
    for (const complaint of ['the first complains', 'the second complains']) {
      const { page } = await visitors.arrive(browser);
      await Promise.all([
        page.waitForEvent('pageerror'),
        page.evaluate((text) => reportError(new Error(text)), complaint),
      ]);
    }
    await expect(visitors.leave()).rejects.toThrow(/the first complains[^]*the second complains/);
    await expect(visitors.leave()).resolves.toBeUndefined();
    await visitor.leave();
    expect(browser.contexts()).toEqual([]);
  });
});
