import type { ServerResponse } from 'node:http';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { World } from '../support/world.js';

const ATTACK = "fetch('/api/ran', { method: 'POST' })";
const files = new Map([
  ['/stage/script.js', ['text/javascript', ATTACK]],
  ['/stage/style.css', ['text/css', 'body { background-image: url(/api/ran) }']],
  [
    '/stage/page.html',
    [
      'text/html',
      `<h1>data</h1><script>${ATTACK}</script><script src="/api/script.js"></script>
       <link rel="stylesheet" href="/api/style.css"><img src="/api/missing" onerror="${ATTACK}">
       <iframe src="/api/picture.svg"></iframe><form action="/api/ran" method="post"></form>`,
    ],
  ],
  [
    '/stage/picture.svg',
    ['image/svg+xml', `<svg xmlns="http://www.w3.org/2000/svg"><script>${ATTACK}</script></svg>`],
  ],
]);

// ASVS 5, 3.2.1: content in a context that it isn't meant for
describe('what an API answers, in a real browser', () => {
  let world: World;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    [browser, world] = await Promise.all([launchChromium(), World.start()]);
    world.api.answer = ({ url = '' }, response: ServerResponse) => {
      const [type, content] = files.get(url) ?? ['text/plain', ''];
      response.writeHead(200, { 'content-type': type }).end(content);
    };
  });
  afterAll(async () => {
    await browser.close();
    await world.stop();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
    await page.goto(`${world.origin}/auth/login`);
    world.api.received.length = 0;
  });
  afterEach(() => context.close());

  const reached = () => world.api.received.map(({ target }) => target);

  it.each(['/api/page.html', '/api/picture.svg', '/api/script.js'])(
    'opened as a page, %s runs nothing and asks for nothing',
    async (path) => {
      await page.evaluate((target) => {
        location.href = target;
      }, path);
      await page.waitForURL(`${world.origin}${path}`);
      await page.waitForLoadState('networkidle');
      expect(reached()).toEqual([`/stage${path.slice('/api'.length)}`]);
    },
  );

  it.each([
    ['a script', 'script', { src: '/api/script.js' }],
    ['a module', 'script', { src: '/api/script.js', type: 'module' }],
    ['a style', 'link', { rel: 'stylesheet', href: '/api/style.css' }],
    ['an object', 'object', { data: '/api/picture.svg' }],
    ['an embedded page', 'embed', { src: '/api/page.html' }],
    ['a frame', 'iframe', { src: '/api/page.html' }],
  ])('is no part of a page of ours: %s', async (_name, tag, attributes) => {
    await page.evaluate(
      ([name, given]) =>
        new Promise((resolve) => {
          const element = document.createElement(name);
          for (const [key, value] of Object.entries(given)) element.setAttribute(key, value);
          for (const end of ['load', 'error']) element.addEventListener(end, resolve);
          document.addEventListener('securitypolicyviolation', resolve);
          document.body.append(element);
        }),
      [tag, attributes] as const,
    );
    await page.evaluate(async () => (await fetch('/auth/session')).ok); // what was sent before is there by now
    expect(reached()).toEqual([]);
  });

  it('is no worker either', async () => {
    const failures = await page.evaluate(async () => {
      const worker = new Promise((resolve) => {
        new Worker('/api/script.js').addEventListener('error', () => resolve('worker'));
      });
      const service = navigator.serviceWorker.register('/api/script.js').then(
        () => 'registered',
        () => 'service worker',
      );
      return Promise.all([worker, service]);
    });
    expect(failures).toEqual(['worker', 'service worker']);
    expect(reached()).toEqual([]);
  });

  it('is what a script of ours reads', async () => {
    const text = await page.evaluate(async () => (await fetch('/api/page.html')).text());
    expect(text).toContain('<h1>data</h1>');
  });
});
