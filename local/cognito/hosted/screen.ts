import type { VNode } from 'preact';
import type { z } from 'zod';
import type { Caller } from '../caller.js';
import type { ChallengeName, Step } from '../challenges.js';
import type { HostedSession, Pool } from '../pool.js';
import { WrongFields, type Fault } from './fault.js';
import type { Say } from './language.js';
import type { Sentence } from './translations.js';

/** One hosted page: a form, and what sending it does. */
export interface Screen {
  path: string;
  title: Sentence;
  /** The challenge that it answers. Without one, it is where someone comes in. */
  challenge?: ChallengeName;
  /** Whether it is for who is signed in already. */
  isForSignedIn?: true;
  fields(pool: Pool, shown: Shown): VNode | Promise<VNode>;
  /** @throws {CognitoError} to be shown on the same page. */
  submit(pool: Pool, form: Form, sent: Sent): Next | Promise<Next>;
}

/**
 * Where a form leads: on with the sign-in, back with who is signed in already, to a notice, or to
 * another page about the same person.
 */
export type Next =
  | Step
  | { kind: 'signed in'; signedIn: HostedSession }
  | 'resent'
  | 'changed'
  | Screen
  | { screen: Screen; notice: Sentence };

/** What a page is shown with. */
interface Shown {
  /** The query of the authorization request, which every link takes along. */
  query: string;
  /** The session of the challenge. */
  session: string;
  /** The name that was typed the last time, and what was wrong with it all. */
  typed: string;
  error: Fault | undefined;
  /** Who is signed in already, if that is enough for the request. */
  signedIn: HostedSession | undefined;
  say: Say;
}

/** What a form is sent with. */
interface Sent {
  caller: Caller;
  session: string;
  signedIn: HostedSession | undefined;
}

export type Form = Record<string, unknown>;

/** The fields of a form, checked. @throws {CognitoError} with the schema's own messages. */
export function read<T>(schema: z.ZodType<T>, form: Form): T {
  const parsed = schema.safeParse(form);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const fields = new Set(issues.map(({ path }) => String(path[0])));
  throw new WrongFields(fields, issues.map(({ message }) => message).join(' '));
}
