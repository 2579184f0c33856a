import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { HelloCard, HelloPage } from '../../views/hello.js';
import { ApiClient } from '../api/api-client.js';
import { sendFragment, sendPage } from '../http/answers/page.js';
import { SignedIn } from '../http/guards/route-marks.js';
import { wantsFragment } from '../http/requests/request-kind.js';

/** What `infra/lambda/hello.ts` answers; an API of one's own is trusted no further than its shape. */
const helloSchema = z.object({
  message: z.string(),
  sub: z.string(),
  username: z.string(),
  email: z.string().optional(),
  admin: z.boolean(),
});

@SignedIn()
@Controller('hello')
export class HelloController {
  constructor(private readonly api: ApiClient) {}

  /** The API's greeting: a fragment for htmx, a page for a browser without scripts. */
  @Get()
  async hello(@Req() request: Request, @Res() response: Response): Promise<void> {
    const hello = await this.api.json(request, '/api/hello', helloSchema);
    if (wantsFragment(request)) sendFragment(response, HelloCard(hello));
    else sendPage(response, 'The API’s answer', HelloPage(hello));
  }
}
