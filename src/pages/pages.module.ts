import { Module } from '@nestjs/common';
import { TokensModule } from '../tokens/tokens.module.js';
import { HelloController } from './hello.controller.js';
import { HomeController } from './home.controller.js';

@Module({ imports: [TokensModule], controllers: [HomeController, HelloController] })
export class PagesModule {}
