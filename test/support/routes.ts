import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { type Access, ROUTE_MARK } from '../../src/http/guards/route-marks.js';
import { ExampleController } from './example-page.js';
import type { World } from './world.js';

interface Route {
  /** `GET`, say, or `ALL`. */
  readonly method: string;
  readonly path: string;
  /** What it is marked with; the names of the groups, where it is for some. */
  readonly access: string;
}

/** The product's. Walks what Nest has registered, inherited handlers too, as Nest's own router does. */
export function routesOf({ app }: World): Route[] {
  const controllers = [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.controllers.values()])
    .map(({ metatype }) => metatype)
    .filter((metatype) => metatype !== null && metatype !== undefined)
    .filter((metatype) => metatype !== ExampleController);
  return controllers.flatMap((controller) => {
    const prefix = String(Reflect.getMetadata(PATH_METADATA, controller));
    const prototype: Record<string, object> = controller.prototype;
    return new MetadataScanner()
      .getAllMethodNames(prototype)
      .map((name) => prototype[name] ?? {})
      .filter((handler) => Reflect.hasMetadata(METHOD_METADATA, handler))
      .flatMap((handler) =>
        [Reflect.getMetadata(PATH_METADATA, handler)].flat().map((path): Route => {
          const parts = [prefix, String(path)].flatMap((part) => part.split('/')).filter(Boolean);
          const method = RequestMethod[Number(Reflect.getMetadata(METHOD_METADATA, handler))];
          return {
            method: String(method),
            path: `/${parts.join('/')}`,
            access: accessTo(handler, controller),
          };
        }),
      );
  });
}

function accessTo(handler: object, controller: object): string {
  const marks = [handler, controller].map((target): Access | undefined =>
    Reflect.getMetadata(ROUTE_MARK, target),
  );
  const access = marks.find((mark) => mark !== undefined);
  if (access?.kind !== 'signed-in' || !access.groups) return access?.kind ?? 'unmarked';
  return access.groups.join(', ');
}
