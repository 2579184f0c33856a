import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Events } from '../../telemetry/events.js';
import { RequestFailed } from '../failures/failure.js';
import { targetOf } from '../requests/request-target.js';

/**
 * Did a page of ours send this? Browsers tell by `Sec-Fetch-Site`, older ones by `Origin`; who
 * sends neither is no browser we know and proves with `X-CSRF: 1`, which no form of another site
 * can set, that it isn't being used by one. (ASVS 5, 3.5.1–3.5.3)
 */
export function isSameOrigin(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  if (headers.origin !== undefined) return headers.origin === publicUrl;
  return headers['x-csrf'] === '1';
}

/** Refuses requests of other sites that would act with the cookie of ours. */
@Injectable()
export class SameOrigin {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly events: Events,
  ) {}

  /** @throws RequestFailed `cross_origin` where no page of ours sent this */
  demand(request: IncomingMessage): void {
    if (isSameOrigin(request.headers, this.config.publicUrl)) return;
    this.events.record('request.refused', { reason: 'cross_origin', ...targetOf(request) });
    throw new RequestFailed('cross_origin');
  }
}
