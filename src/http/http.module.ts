import { Global, Module } from '@nestjs/common';
import { Upstream } from './upstream.js';

@Global()
@Module({ providers: [Upstream], exports: [Upstream] })
export class HttpModule {}
