import { Module } from '@nestjs/common';
import { ApiModule } from '../api/api.module.js';
import { SessionModule } from '../session/session.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { ApiDoor } from './api-door.js';

@Module({ imports: [ApiModule, SessionModule, TokensModule], providers: [ApiDoor] })
export class ProxyModule {}
