import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { isAtOrBelow } from '../config/prefix.js';
import { locationsUnder } from './location.js';
import { POLICIES } from './policy-rows.js';
import {
  EVERY_METHOD,
  type FindPolicy,
  type Policy,
  policyTable,
  TIME_LIMIT_MS,
} from './policy-table.js';

type ApiConfig = Config['apis'][number];

/** One API behind this server, and all that is worked out of its row once. */
export interface Api {
  /** Where browsers find it: `/api`, `/reports`. */
  readonly prefix: string;
  readonly origin: string;
  /** What stands before each path there; no slash at its end. */
  readonly basePath: string;
  readonly token: ApiConfig['token'];
  readonly policyOf: FindPolicy;
  /** What becomes of a `Location` that it answers with. */
  readonly ourLocation: ReturnType<typeof locationsUnder>;
}

/** The table of APIs: `/api` by the policies of `policy-rows.ts`, and each row of `APIS` by its groups. */
@Injectable()
export class Apis {
  private readonly rows: readonly Api[];

  constructor(@Inject(CONFIG) { apis }: Config, @Inject(POLICIES) policies: readonly Policy[]) {
    this.rows = apis.map((row, index) => apiOf(row, index === 0 ? policies : policiesOf(row)));
  }

  /**
   * At or below whose prefix a request target is, as a router takes it: in any case, and also in an
   * absolute target (RFC 9112 §3.2.2). What is for an API and no such path is refused there.
   */
  claimant(target: string): Api | undefined {
    const api = this.find(target);
    if (api) return api; // as nearly always
    const path = pathOf(target).toLowerCase();
    return this.rows.find(({ prefix }) => isAtOrBelow(path, prefix));
  }

  /** Whose this request target is: its prefix, to the letter, and something below. */
  find(target: string): Api | undefined {
    return this.rows.find(
      ({ prefix }) => target.startsWith(prefix) && target[prefix.length] === '/',
    );
  }
}

/** A target without its query and fragment, and without the host that an absolute one names. */
function pathOf(target: string): string {
  const path = target.startsWith('/') ? target : (URL.parse(target)?.pathname ?? target);
  return path.split(/[?#]/, 1)[0] ?? '';
}

function apiOf({ prefix, url, token }: ApiConfig, policies: readonly Policy[]): Api {
  const { origin, pathname } = new URL(url);
  const basePath = pathname.replace(/\/$/, '');
  const ourLocation = locationsUnder(url, prefix);
  return { prefix, origin, basePath, token, policyOf: policyTable(policies), ourLocation };
}

const policiesOf = ({ groups }: ApiConfig): Policy[] => [
  { path: '/*', methods: EVERY_METHOD, timeLimitMs: TIME_LIMIT_MS, ...(groups && { groups }) },
];
