import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { type Hello, HelloCard, HelloPage } from '../../views/hello.js';
import { RequestFailed } from '../http/failure.js';
import { sendFragment, sendPage } from '../http/page.js';
import { wantsFragment } from '../http/request-kind.js';
import { Upstream } from '../api/upstream.js';
import { ApiCalls } from '../api/api-calls.js';

/** What `infra/lambda/hello.ts` answers; an API of one's own is trusted no further than its shape. */
const helloSchema = z.object({
  message: z.string(),
  sub: z.string(),
  username: z.string(),
  email: z.string().optional(),
  admin: z.boolean(),
});

@Controller('hello')
export class HelloController {
  constructor(
    private readonly upstream: Upstream,
    private readonly apiCalls: ApiCalls,
  ) {}

  /** The API's greeting: a fragment for htmx, a page for a browser without scripts. */
  @Get()
  hello(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.apiCalls.asOneOfTheSession(request, response, async () => {
      const hello = await this.askApi(request, response);
      if (wantsFragment(request)) sendFragment(response, HelloCard(hello));
      else sendPage(response, 'The API’s answer', HelloPage(hello));
    });
  }

  private async askApi(request: Request, response: Response): Promise<Hello> {
    const { status, content } = await this.apiCalls.withTokens(request, (tokens) =>
      this.upstream.request({ method: 'GET', path: '/hello', tokens }, response),
    );
    const hello = helloSchema.safeParse(parsedJson(content));
    if (status === 200 && hello.success) return hello.data;
    throw new RequestFailed('upstream_failed', { cause: hello.error });
  }
}

function parsedJson(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString());
  } catch (cause) {
    throw new RequestFailed('upstream_failed', { cause });
  }
}
