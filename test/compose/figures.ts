import { readServiceName } from '../../src/config/version.js';
import { eventually } from '../support/eventually.js';
import { compose, containersOf, docker, PROJECT } from './engine.js';

/** As compose.yaml calls it. */
export const IMAGE = readServiceName();
const BASE = 'node:24-bookworm-slim';
const STARTS = 3;

/** The sizes of an image's layers in bytes, the newest first. */
async function layersOf(image: string): Promise<number[]> {
  const sizes = await docker('history', '--human=false', '--format={{.Size}}', image);
  return sizes.split('\n').map(Number);
}

/** What the product adds to its base image, in bytes. */
export async function productLayers(): Promise<number> {
  const [layers, base] = await Promise.all([layersOf(IMAGE), layersOf(BASE)]);
  return layers.slice(0, layers.length - base.length).reduce((sum, size) => sum + size, 0);
}

export async function imageSize(): Promise<string> {
  return `${((await productLayers()) / 1e6).toFixed(1)} MB over ${BASE}`;
}

/** How long a BFF of the stack takes from the start of its process until it listens, a few times. */
export async function startUp(): Promise<string> {
  const [bff = ''] = await containersOf('bff');
  await docker('update', '--cpus=1', bff);
  const times: string[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    await docker('restart', bff);
    const startedAt = Date.parse(await docker('inspect', '--format={{.State.StartedAt}}', bff));
    const since = new Date(startedAt).toISOString();
    const line = /"time":"(?<time>[^"]+)".*"msg":"listening"/u;
    let time: string | undefined;
    await eventually(async () => {
      time = line.exec(await docker('logs', '--since', since, bff))?.groups?.['time'];
      return time !== undefined;
    });
    times.push(`${Date.parse(time ?? '') - startedAt} ms`);
  }
  return times.join(', ');
}

/** The memory of each running container, by its name without the project's. */
export async function memory(): Promise<Map<string, string>> {
  const ids = (await compose('ps', '--quiet')).split('\n');
  const stats = await docker('stats', '--no-stream', '--format={{.Name}} {{.MemUsage}}', ...ids);
  const used = stats.split('\n').map((line): [string, string] => {
    const [name = '', amount = ''] = line.split(' ');
    return [name.replace(`${PROJECT}-`, ''), amount];
  });
  return new Map(used.toSorted(([one], [other]) => one.localeCompare(other)));
}
