import { decodeJwt } from 'jose';
import type { Account } from '../support/cognito-shapes.js';
import { OpenIdProvider } from '../support/openid-provider.js';
import { Broken, reasonOf } from './broken.js';
import { navigate } from './sign-in.js';

/** No token goes stale while the bench runs: what is measured is the everyday request. */
const TOKEN_SECONDS = 86_400;
/** Cognito's refresh tokens are about as long; with the other two they make 4 KB a session. */
const REFRESH_TOKEN_BYTES = 1_720;

/** The OpenID provider that everybody signs in at, and whose tokens are whose. */
export class Provider {
  private readonly accessTokens = new Map<string, string>();
  private seen = 0;
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(readonly openId: OpenIdProvider) {}

  static async start(): Promise<Provider> {
    const openId = await OpenIdProvider.start();
    openId.tokenSeconds = TOKEN_SECONDS;
    openId.refreshTokenBytes = REFRESH_TOKEN_BYTES;
    return new Provider(openId);
  }

  /**
   * Lets this person in. The provider knows one person at a time, so people take turns.
   *
   * @throws Broken where whoever sent them sent them wrongly
   */
  consent(person: Account, authorizationUrl: string): Promise<string> {
    const answer = this.turn.then(() => this.letIn(person, authorizationUrl));
    this.turn = answer.catch(() => undefined); // who asked hears of it
    return answer;
  }

  /**
   * The access token that was given out for somebody who signed in once.
   *
   * @throws Broken where nobody asked for it
   */
  accessTokenOf({ sub }: Account): string {
    for (const { access_token: token } of this.openId.issued.slice(this.seen)) {
      this.accessTokens.set(decodeJwt(token).sub ?? '', token);
    }
    this.seen = this.openId.issued.length;
    const token = this.accessTokens.get(sub);
    if (token === undefined) throw new Broken('let people in without a token of theirs');
    return token;
  }

  /** Lets go of what it gave out so far: the tokens of a hundred thousand people are half a gigabyte. */
  forget(): void {
    const { issued, calls } = this.openId;
    for (const list of [issued, calls.authorize, calls.token]) list.length = 0;
    this.accessTokens.clear();
    this.seen = 0;
  }

  private async letIn(person: Account, authorizationUrl: string): Promise<string> {
    const { origin, pathname } = new URL(authorizationUrl);
    if (origin !== this.openId.origin) {
      throw new Broken(`sent people who sign in to ${origin}${pathname}, and not to the provider`);
    }
    this.openId.person = person;
    try {
      return (await navigate(authorizationUrl, {})).location;
    } catch (error) {
      throw new Broken(`sent people to the provider, which ${reasonOf(error)}`, { cause: error });
    }
  }
}

let people = 0;

/** Somebody new. */
export function newPerson(): Account {
  const number = (people += 1);
  return {
    sub: `5d1f4e0a-0000-4000-8000-${String(number).padStart(12, '0')}`,
    username: `user-${number}`,
    email: `user-${number}@example.com`,
    groups: ['users'],
  };
}

/** An address of this person's own: whoever counts logins by address sees them as they are. */
export function addressOf({ username }: Account): string {
  const number = Number(username.replace('user-', ''));
  return `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
}
