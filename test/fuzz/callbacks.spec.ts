import { jest } from '@jest/globals';
import * as fc from 'fast-check';
import { patience, runs } from '../support/fuzz-runs.js';
import { damaged, fieldText, spiced, words } from './arbitraries.js';
import { Wire } from './wire.js';

jest.setTimeout(patience);

const RUNS = 1_000;
const MARKUP = '<img src=x>';

/** What of a login in progress comes back, and how. `whole` is as it was given. */
const fates = ['whole', 'damaged', 'another’s', 'absent'] as const;
const fate = fc.constantFrom(...fates);

interface Attempt {
  readonly state: string;
  readonly cookie: string;
}

describe('whatever comes to the callback, nobody is signed in by it', () => {
  let wire: Wire;

  beforeAll(async () => {
    wire = await Wire.start();
  });
  afterAll(() => wire.stop());

  const begin = async (): Promise<Attempt> => {
    const { location, setCookies } = await wire.world
      .browser()
      .click('/auth/login', { follow: false });
    const [cookie = ''] = setCookies[0]?.split(';') ?? [];
    return { state: location?.searchParams.get('state') ?? '', cookie };
  };

  const wording = [
    ...words(`&code= &error= &error_description= &state= &iss= &session_state= &id_token=
        access_denied server_error temporarily_unavailable x %00 %0d%0a % & = __proto__ [] [a] + %ff`),
    encodeURIComponent(MARKUP),
  ];
  const more = spiced(wording, fieldText(3), 10).map((text) => text.replaceAll(/[\s#]/g, ''));

  /** Half of them have one, so that some come as far as the provider. */
  const codes = fc.constantFrom('', '&code=made-up');

  it('with a state, a cookie and parameters that are right, wrong or missing', async () => {
    let mine = await begin();
    let another = await begin();
    await fc.assert(
      fc.asyncProperty(
        fate,
        fate,
        codes,
        more,
        fc.integer(),
        async (state, cookie, code, rest, seed) => {
          const sent = change(mine.state, state, another.state, seed);
          const kept = change(mine.cookie, cookie, another.cookie, seed);
          const bytes = [
            `GET /auth/callback?${sent === undefined ? '' : `state=${encodeURIComponent(sent)}`}${code}${rest} HTTP/1.1`,
            'Host: localhost',
            `X-Forwarded-For: 10.${[16, 8, 0].map((bits) => (seed >> bits) & 255).join('.')}`,
            'Accept: text/html',
            ...(kept === undefined ? [] : [`Cookie: ${kept}`]),
            '\r\n',
          ].join('\r\n');
          const answer = await wire.ask(bytes, ['provider_unavailable', 'issuer_mismatch']);
          expect([302, 303, 400, 429, 502, 503]).toContain(answer?.status);
          expect(answer?.header('set-cookie') ?? '').not.toMatch(/(?:^|, )session=[^;]/);
          expect(answer?.text).not.toContain(MARKUP);
          // Used up, it would be refused for that alone.
          if (state === 'whole' && cookie === 'whole') [mine, another] = [await begin(), mine];
        },
      ),
      runs(RUNS),
    );
    expect(wire.world.eventsNamed('login.succeeded')).toEqual([]);
    // Only whole attempts have reached the provider, and the codes of nobody were refused there.
    expect(wire.world.provider.calls.token.length).toBeGreaterThan(0);
    expect(wire.world.provider.issued).toEqual([]);
  });
});

function change(text: string, how: (typeof fates)[number], other: string, seed: number) {
  switch (how) {
    case 'whole':
      return text;
    case 'damaged':
      return fc.sample(damaged(fc.constant(text)), { numRuns: 1, seed })[0] ?? '';
    case 'another’s':
      return other;
    case 'absent':
      return undefined;
  }
}
