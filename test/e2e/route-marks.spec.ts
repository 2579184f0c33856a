import { jest } from '@jest/globals';
import { Controller, Get, Req } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants.js';
import type { Request } from 'express';
import type { Logger } from 'pino';
import { alice } from '../support/cognito-shapes.js';
import { GROUPS } from '../../src/http/guards/groups.js';
import { Groups, NeedsNoToken, Public, SignedIn } from '../../src/http/guards/route-marks.js';
import { PagesModule } from '../../src/pages/pages.module.js';
import { LOGGER } from '../../src/telemetry/logger.js';
import { signedInOf } from '../../src/tokens/signed-in.js';
import { World } from '../support/world.js';

/** Pages of somebody's own, beside the product's: an ordinary controller with each of the marks. */
class Inherited {
  @Get('inherited')
  inherited(@Req() request: Request) {
    return { sub: signedInOf(request).user.sub };
  }
}

@Controller('unmarked')
class UnmarkedController extends Inherited {
  @Get()
  unmarked() {
    return 'somebody’s secret';
  }
}

@SignedIn()
@Controller('marked')
class MarkedController extends Inherited {
  @Public()
  @Get('public')
  public() {
    return {};
  }

  @NeedsNoToken()
  @Get('session')
  session(@Req() request: Request) {
    return { sub: signedInOf(request).user.sub };
  }

  @Get('signed-in')
  signedIn(@Req() request: Request) {
    return { sub: signedInOf(request).user.sub };
  }

  @Groups('admins')
  @Get('admins')
  admins() {
    return {};
  }

  @Groups('admins', 'users')
  @Get('either')
  either() {
    return {};
  }
}

@Groups('admins')
@Controller('admins-all')
class AdminsController extends Inherited {}

const ACCESS = [
  // path, a stranger, signed in without a group, in admins, in a group that is called much the same
  ['/marked/public', 200, 200, 200, 200],
  ['/marked/session', 401, 200, 200, 200],
  ['/marked/signed-in', 401, 200, 200, 200],
  ['/marked/inherited', 401, 200, 200, 200],
  ['/marked/admins', 401, 403, 200, 403],
  ['/marked/either', 401, 403, 200, 403],
  ['/admins-all/inherited', 401, 403, 200, 403],
  ['/unmarked', 401, 403, 403, 403],
  ['/unmarked/inherited', 401, 403, 403, 403],
] as const;

describe('the mark of a route', () => {
  const controllers: unknown[] = Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, PagesModule);
  let world: World;

  beforeAll(async () => {
    controllers.push(UnmarkedController, MarkedController, AdminsController);
    world = await World.start();
  });
  afterAll(() => world.stop());

  const statusFor = async (path: string, groups: string[] | undefined) => {
    const browser = world.browser();
    if (groups) {
      world.provider.person = { ...alice, groups };
      await browser.signIn();
    }
    return (await browser.fetch(path)).status;
  };

  it.each(ACCESS)('of %s lets in whom it names', async (path, stranger, none, admin, other) => {
    expect({
      stranger: await statusFor(path, undefined),
      none: await statusFor(path, []),
      admin: await statusFor(path, ['users-of-old', 'admins']),
      other: await statusFor(path, ['super-admins', 'Admins', 'admins ', 'adminsusers']),
    }).toEqual({ stranger, none, admin, other });
  });

  it('is named in the log where it is missing', async () => {
    const error = jest.spyOn(world.app.get<Logger>(LOGGER), 'error');
    await statusFor('/unmarked', []);
    expect(error).toHaveBeenCalledWith(
      { route: 'UnmarkedController.unmarked' },
      expect.stringContaining('@SignedIn'),
    );
  });

  it('is audited where it refuses', async () => {
    world.events.length = 0;
    await statusFor('/marked/admins', ['users']);
    expect(world.eventsNamed('request.refused')).toMatchObject([
      { reason: 'not_in_group', method: 'GET', path: '/marked/admins' },
    ]);
  });

  it('is one: a second would undo it, and the product doesn’t start', () => {
    const { prototype } = MarkedController;
    const descriptor = Object.getOwnPropertyDescriptor(prototype, 'admins') ?? {};
    for (const second of [Public(), SignedIn(), Groups('admins')]) {
      expect(() => second(prototype, 'admins', descriptor)).toThrow('admins has a mark already');
    }
    expect(() => Public()(AdminsController)).toThrow('AdminsController has a mark already');
  });

  it.each([[['administrators']], [['admins', 'Users']], [[]]])(
    'can’t name groups that there are none of: %j',
    (groups) => {
      expect(() => Reflect.apply(Groups, undefined, groups)).toThrow(GROUPS.join(', '));
    },
  );
});
