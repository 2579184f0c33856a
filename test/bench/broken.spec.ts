import { HttpServer } from '../support/http-server.js';
import type { Contestant } from './contestants/contestant.js';
import { handMade } from './contestants/hand-made.js';
import { Stage } from './stage.js';

/** Somebody who answers as this JavaScript says; `settings` are what all are told. */
const somebody = (script: string): Contestant => ({
  name: 'somebody',
  title: 'somebody',
  loginPath: '/auth/login',
  readyPath: '/health',
  versions: () => ({}),
  start: ({ children, settings }) =>
    children.spawn(process.execPath, ['--eval', script, JSON.stringify(settings)]),
});

const answering = (answers: string) => `
  const settings = JSON.parse(process.argv[1]);
  require('node:http').createServer((request, response) => {
    const to = (location) => response.writeHead(302, { location }).end();
    const path = request.url.split('?')[0];
    if (path === '/health') return response.end();
    ${answers}
  }).listen(settings.port, '127.0.0.1');`;

/** To the provider, by the rules, and back without a look at the code. */
const honestLogin = `
  if (path === '/auth/login') {
    return to(settings.providerOrigin + '/oauth2/authorize?' + new URLSearchParams({
      client_id: settings.clientId,
      redirect_uri: settings.origin + '/auth/callback',
      response_type: 'code',
      code_challenge: 'challenge',
      code_challenge_method: 'S256',
    }));
  }`;

describe('a contestant that is broken ends the run, in a sentence that says what was seen:', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.set();
  });
  afterAll(() => stage.strike());

  it.each([
    [
      'it ends',
      `console.error('There are no settings'); process.exit(1)`,
      /^somebody ended before it served$/,
    ],
    [
      'nobody listens',
      'setInterval(() => undefined, 1000)',
      /^somebody did not serve within 1 s: \/health gave no answer: .*ECONNREFUSED/,
    ],
    [
      'it is never ready',
      `require('node:http').createServer((request, response) => {
        response.writeHead(503).end('not yet');
      }).listen(JSON.parse(process.argv[1]).port, '127.0.0.1')`,
      /^somebody did not serve within 1 s: \/health answered with 503 and “not yet”$/,
    ],
  ])('%s', async (_, script, sentence) => {
    await expect(stage.enter(somebody(script), { patienceMs: 1_000 })).rejects.toThrow(sentence);
  });

  it.each([
    [
      'its login fails',
      `response.writeHead(500).end('{"code":"internal_error"}');`,
      /^somebody answered \/auth\/login with 500 and “{"code":"internal_error"}”$/,
    ],
    [
      'its login drops the connection',
      'request.socket.destroy();',
      /^somebody didn’t answer \/auth\/login: /,
    ],
    ['its login is silent', '', /^somebody didn’t answer \/auth\/login: Headers Timeout Error$/],
    [
      'its login leads elsewhere',
      `to('/auth/login');`,
      /^somebody sent people who sign in to http:\/\/localhost:\d+\/auth\/login, and not to the provider$/,
    ],
    [
      'the provider refuses whom it sends',
      `to(settings.providerOrigin + '/oauth2/authorize?client_id=another');`,
      /^somebody sent people to the provider, which answered \/oauth2\/authorize with 400 and “/,
    ],
    [
      'its login gives no cookie',
      `${honestLogin} to('/');`,
      /^somebody gave no cookie at \/auth\/callback$/,
    ],
    [
      'its login asks for no token',
      `${honestLogin} response.setHeader('set-cookie', 'session=1'); to('/');`,
      /^somebody let people in without a token of theirs$/,
    ],
  ])('%s', async (_, answers, sentence) => {
    const entry = await stage.enter(somebody(answering(answers)));
    await expect(entry.signIn(10)).rejects.toThrow(sentence);
  });

  it('its calls of the API fail', async () => {
    const api = await new HttpServer((_, response) => response.writeHead(503).end('no')).start();
    try {
      const entry = await stage.enter(handMade, { apiUrl: api.origin });
      await expect(entry.signIn(10)).rejects.toThrow(
        /^hand-made answered a call of the API with “HTTP\/1.1 503 Service Unavailable” and “no”/,
      );
    } finally {
      await api.stop();
    }
  });

  it('nothing is left of it', async () => {
    const entry = await stage.enter(handMade);
    await entry.signIn(1);
    await entry.stop();
    expect(() => entry.usage()).toThrow(/^hand-made has ended/);
    await expect(entry.signIn(1)).rejects.toThrow(/^hand-made didn’t answer \/auth\/login: /);
  });
});
