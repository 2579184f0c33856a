import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { RequestFailed } from '../http/failure.js';
import { targetOf } from '../http/request-target.js';
import { Events } from '../telemetry/events.js';
import { isPagePart } from './page-parts.js';
import { POLICIES, type Policy } from './policies.js';
import { allowsGroups, type FindPolicy, methodsOf, policyTable } from './policy.js';

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
   * The policy that lets this request through.
   *
   * @throws RequestFailed `not_a_page_part`; `bad_path`; `not_found` where no policy covers the path; `forbidden` where
   *   the person is in none of its groups; `method_not_allowed`
   */
  check(path: string, request: Request, response: Response): Policy {
    const { method, user } = request;
    if (isPagePart(request)) {
      this.events.record('request.refused', { reason: 'not_a_page_part', ...targetOf(request) });
      throw new RequestFailed('not_a_page_part');
    }
    const policy = this.policyOf(path);
    if (!policy) throw new RequestFailed('not_found');
    if (!allowsGroups(policy, user?.groups ?? [])) {
      this.events.record('request.refused', { reason: 'not_in_group', ...targetOf(request) });
      throw new RequestFailed('forbidden');
    }
    const methods = methodsOf(policy);
    if (!methods.includes(method)) {
      response.set('Allow', methods.join(', '));
      throw new RequestFailed('method_not_allowed');
    }
    return policy;
  }
}
