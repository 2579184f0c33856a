import { Module } from '@nestjs/common';
import { CognitoModule } from '../../cognito/cognito.module.js';
import { FilesController } from './files.controller.js';

/** Is there where an identity pool and a bucket are configured, and nowhere else. */
@Module({ imports: [CognitoModule], controllers: [FilesController] })
export class FilesModule {}
