import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { User } from '../cognito/token-set.js';
import { RequestFailed } from '../http/failures/failure.js';
import { targetOf } from '../http/requests/request-target.js';
import { type EventFields, Events } from '../telemetry/events.js';
import { type Api, Apis } from './apis.js';
import { forwardedPath } from './forwarded-path.js';
import { refusePageParts } from './page-parts.js';
import { allowOf, allowsGroups, allowsMethod } from './policy-table.js';

/** What is refused as an attempt to get by, and what the audit trail calls it, by the code of the failure. */
const AUDITED = new Map<string, EventFields['request.refused']['reason']>([
  ['bad_path', 'bad_path'],
  ['forbidden', 'not_in_group'],
  ['not_a_page_part', 'not_a_page_part'],
]);

/** What somebody wants of an API: `target` begins with its prefix. */
interface Wish {
  readonly method: string;
  readonly target: string;
}

/** A call that may be made. */
export interface AllowedCall {
  readonly api: Api;
  readonly method: string;
  /** Below the API's URL, as it came. */
  readonly path: string;
  /** How long the API may take to its first byte. */
  readonly timeLimitMs: number;
}

/** Holds each call to the policy of its path, whether a browser makes it or a page. */
@Injectable()
export class Permissions {
  constructor(
    private readonly apis: Apis,
    private readonly events: Events,
  ) {}

  /**
   * What this person may have of their wish: all of it.
   *
   * @throws RequestFailed `not_a_page_part`; `bad_path`; `not_found` where no policy covers the path;
   *   `forbidden` where the person is in none of its groups; `method_not_allowed`
   */
  check(wish: Wish, user: User, request: IncomingMessage): AllowedCall {
    try {
      refusePageParts(request);
      return this.judge(wish, user);
    } catch (error) {
      const reason = error instanceof RequestFailed && AUDITED.get(error.code);
      if (reason) this.events.record('request.refused', { reason, ...targetOf(request) });
      throw error;
    }
  }

  private judge({ method, target }: Wish, { groups }: User): AllowedCall {
    const api = this.apis.find(target);
    if (!api) throw new RequestFailed('bad_path'); // a prefix in another spelling, or with nothing below
    const path = forwardedPath(target, api.prefix);
    const policy = api.policyOf(path);
    if (!policy) throw new RequestFailed('not_found');
    if (!allowsGroups(policy, groups)) throw new RequestFailed('forbidden');
    if (!allowsMethod(policy, method)) {
      throw new RequestFailed('method_not_allowed', { allow: allowOf(policy) });
    }
    return { api, method, path, timeLimitMs: policy.timeLimitMs };
  }
}
