import { Module } from '@nestjs/common';
import { SessionModule } from '../session/session.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { ApiCalls } from './api-calls.js';
import { ApiClient } from './api-client.js';
import { Apis } from './apis.js';
import { InFlight } from './in-flight.js';
import { Permissions } from './call-permissions.js';
import { policies, POLICIES } from './policy-rows.js';
import { Upstream } from './upstream.js';

const providers = [
  Apis,
  Upstream,
  ApiCalls,
  ApiClient,
  InFlight,
  Permissions,
  { provide: POLICIES, useValue: policies },
];

@Module({ imports: [SessionModule, TokensModule], providers, exports: providers })
export class ApiModule {}
