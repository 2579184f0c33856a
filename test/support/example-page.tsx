import { Controller, Get, Req, Res } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants.js';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { ApiClient } from '../../src/api/api-client.js';
import { sendFragment, sendPage } from '../../src/http/answers/page.js';
import { SignedIn } from '../../src/http/guards/route-marks.js';
import { wantsFragment } from '../../src/http/requests/request-kind.js';
import { PagesModule } from '../../src/pages/pages.module.js';

const answerSchema = z.object({ message: z.string() });

/**
 * `/example`: a page that calls the API, as people make them, and a fragment for htmx. It is there whatever pages the
 * product has, for all that is true of any such page.
 */
@SignedIn()
@Controller('example')
export class ExampleController {
  constructor(private readonly api: ApiClient) {}

  @Get()
  async example(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { message } = await this.api.json(request, '/api/example', answerSchema);
    const content = <p>{message}</p>;
    if (wantsFragment(request)) sendFragment(response, content);
    else sendPage(response, 'Example', content);
  }
}

/** From now on the product has it, wherever it starts in this process. */
export function addExamplePage(): void {
  const controllers: unknown[] = Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, PagesModule);
  if (!controllers.includes(ExampleController)) controllers.push(ExampleController);
}
