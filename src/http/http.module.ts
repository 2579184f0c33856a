import { Global, Module } from '@nestjs/common';
import { FailureAnswers } from './failures/failure-answers.js';
import { SameOrigin } from './guards/same-origin.js';

const providers = [FailureAnswers, SameOrigin];

@Global()
@Module({ providers, exports: providers })
export class HttpModule {}
