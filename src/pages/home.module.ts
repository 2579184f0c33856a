import { Module } from '@nestjs/common';
import { SessionModule } from '../session/session.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { HomeController } from './home.controller.js';

/** The product's home page, where no front end of one's own has another. */
@Module({ imports: [SessionModule, TokensModule], controllers: [HomeController] })
export class HomeModule {}
