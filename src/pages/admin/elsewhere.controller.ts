import { All, Controller } from '@nestjs/common';
import { RequestFailed } from '../../http/failures/failure.js';
import { Groups } from '../../http/guards/route-marks.js';

/**
 * Whatever else is asked for at or below `/admin`, by whatever method. It comes last, and is as closed as the
 * rest: who isn't an administrator learns nothing of what there is.
 */
@Groups('admins')
@Controller('admin')
export class ElsewhereController {
  @All(['', '*path'])
  nothing(): never {
    throw new RequestFailed('not_found');
  }
}
