import { Global, Module } from '@nestjs/common';
import { NoticeCookie } from './answers/notice-cookie.js';
import { FailureAnswers } from './failures/failure-answers.js';
import { SameOrigin } from './guards/same-origin.js';
import { Draining } from './server/draining.js';

const providers = [Draining, FailureAnswers, NoticeCookie, SameOrigin];

@Global()
@Module({ providers, exports: providers })
export class HttpModule {}
