import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { RequestFailed } from '../http/failure.js';
import { targetOf } from '../http/request-target.js';
import { type EventFields, Events } from '../telemetry/events.js';
import { forwardedPath } from './forwarded-path.js';
import { refusePageParts } from './page-parts.js';
import { POLICIES, type Policy } from './policies.js';
import { allowsGroups, type FindPolicy, methodsOf, policyTable } from './policy.js';

/** What is refused as an attempt to get by, and what the audit trail calls it, by the code of the failure. */
const AUDITED = new Map<string, EventFields['request.refused']['reason']>([
  ['bad_path', 'bad_path'],
  ['forbidden', 'not_in_group'],
  ['not_a_page_part', 'not_a_page_part'],
]);

/** What a request may ask the API for. */
interface Allowed {
  /** Below the API's URL, as it came. */
  readonly path: string;
  readonly policy: Policy;
}

/** Holds each request to the policy of its path. */
@Injectable()
export class Permissions {
  private readonly policyOf: FindPolicy;

  constructor(
    @Inject(POLICIES) policies: readonly Policy[],
    private readonly events: Events,
  ) {
    this.policyOf = policyTable(policies);
  }

  /**
   * The path that this request asks for, and the policy that lets it through.
   *
   * @throws RequestFailed `not_a_page_part`; `bad_path`; `not_found` where no policy covers the path; `forbidden` where
   *   the person is in none of its groups; `method_not_allowed`
   */
  check(request: Request, response: Response): Allowed {
    try {
      return this.judge(request, response);
    } catch (error) {
      const reason = error instanceof RequestFailed && AUDITED.get(error.code);
      if (reason) this.events.record('request.refused', { reason, ...targetOf(request) });
      throw error;
    }
  }

  private judge(request: Request, response: Response): Allowed {
    refusePageParts(request);
    const path = forwardedPath(request.originalUrl);
    const { method, user } = request;
    const policy = this.policyOf(path);
    if (!policy) throw new RequestFailed('not_found');
    if (!allowsGroups(policy, user?.groups ?? [])) throw new RequestFailed('forbidden');
    const methods = methodsOf(policy);
    if (!methods.includes(method)) {
      response.set('Allow', methods.join(', '));
      throw new RequestFailed('method_not_allowed');
    }
    return { path, policy };
  }
}
