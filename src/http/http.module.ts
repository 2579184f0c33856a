import { Global, Module } from '@nestjs/common';
import { NoticeCookie } from './answers/notice-cookie.js';
import { FailureAnswers } from './failures/failure-answers.js';
import { SameOrigin } from './guards/same-origin.js';

const providers = [FailureAnswers, NoticeCookie, SameOrigin];

@Global()
@Module({ providers, exports: providers })
export class HttpModule {}
