import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { OverviewPage } from '../../../views/admin/overview.js';
import { sendPage } from '../../http/answers/page.js';
import { Groups } from '../../http/guards/route-marks.js';
import { Admins } from './admins.js';
import { needed } from './refusals.js';

/** Where administration begins. */
@Groups('admins')
@Controller('admin')
export class OverviewController {
  constructor(private readonly admins: Admins) {}

  @Get()
  async page(@Res() response: Response): Promise<void> {
    const admins = needed(await this.admins.list());
    sendPage(response, 'Administration', OverviewPage({ admins }), { section: 'admin' });
  }
}
