import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { defaults } from '../infra/lib/config/defaults.js';
import { keys } from '../infra/lib/config/schema.js';
import { median } from './bench/report/statistics.js';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const page = read('docs/capacity.md');
const [costs = '', worked = ''] = page.split('\nWith one request in ten seconds');
const samples = <Shape extends z.ZodType>(sample: Shape) => z.object({ product: z.array(sample) });
const measured = z
  .object({
    throughput: samples(z.object({ cpuUs: z.number() })),
    logins: samples(z.object({ cpuMs: z.number() })),
    storeUse: z.object({
      product: z.object({
        readBytes: z.number(),
        writtenBytes: z.number(),
        commands: z.number(),
        loginCommands: z.number(),
      }),
    }),
    memory: z.object({
      sessions: z.number(),
      storeBytesASession: z.number(),
      afterRequests: z.array(z.object({ kb: z.number() })),
    }),
  })
  .parse(JSON.parse(read('docs/benchmarks.json')));

const { storeUse, memory } = measured;
const cost = {
  requestUs: median(measured.throughput.product.map(({ cpuUs }) => cpuUs)),
  loginMs: median(measured.logins.product.map(({ cpuMs }) => cpuMs)),
  sessionBytes: memory.storeBytesASession,
  taskMb: (memory.afterRequests.at(-1)?.kb ?? 0) / 1024,
};

/** The number in a column of the row that begins so. */
function figure(text: string, row: string, column = 1): number {
  const cells = text
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .find(([, first = '']) => first.startsWith(row));
  const said = cells?.[column + 1] ?? '';
  expect(said).toMatch(/^[\d,.]+$/u);
  return Number(said.replaceAll(',', ''));
}

/** The number in a sentence, which stands where the pattern's group is. */
function numberIn(pattern: RegExp): number {
  const [, said = ''] = pattern.exec(page.replaceAll(/\s+/gu, ' ')) ?? [];
  expect(said).toMatch(/^[\d,]+$/u);
  return Number(said.replaceAll(',', ''));
}

/** The benchmark is measured anew now and then, and the page is about sizes. */
const off = (said: number, right: number) => Math.abs(said - right) / right;

const {
  accessTokenMinutes = 0,
  cognitoAuthenticationsPerSecond: quota = 0,
  ...prod
} = defaults.prod;
const { taskCpu = 0, taskMemory = 0, requestsPerTask = 0, valkeyMaxGigabytes = 0 } = prod;
const each = {
  request: figure(costs, 'a request, in µs') * 1e-6,
  login: figure(costs, 'a login, in ms') * 1e-3,
  session: figure(costs, 'a session in the store'),
};
const kilobytes = Math.ceil(each.session / 1024);
/** A session is written. */
const loginUnits = figure(costs, 'a login, in commands') - 1 + kilobytes;
/** One is read whole and written whole, and a lease taken and given back. */
const refreshUnits = 2 * kilobytes + 4;

/** The formula, with the page's own figures of what one costs. */
function needs(people: number, minutes = accessTokenMinutes) {
  const [requests, logins] = [people / 10, people / 3600];
  const refreshes = people / (60 * (minutes - 1));
  const processors = (requests * each.request + logins * each.login) / 0.6;
  return {
    requests,
    logins,
    refreshes,
    authentications: logins + refreshes,
    processors,
    tasks: tasksFor(requests, processors),
    units: requests + loginUnits * logins + refreshUnits * refreshes,
    megabytes: (people * each.session) / 1e6,
  };
}

const tasksFor = (
  requests: number,
  processors: number,
  vcpus = taskCpu / 1024,
  perTask = requestsPerTask,
) => Math.ceil(Math.max(processors / vcpus, requests / perTask));

describe('docs/capacity.md', () => {
  it.each<[string, number]>([
    ['a request, in µs', cost.requestUs],
    ['a login, in ms', cost.loginMs],
    ['a request, in commands', storeUse.product.commands],
    ['a login, in commands', storeUse.product.loginCommands],
    ['a session in the store', cost.sessionBytes],
    ['a task that has served', cost.taskMb],
  ])('%s: what was measured', (row, value) => {
    expect(off(figure(costs, row), value)).toBeLessThan(0.25);
  });

  it('a request takes less than a kilobyte of the store, both ways together', () => {
    expect(storeUse.product.readBytes + storeUse.product.writtenBytes).toBeLessThan(1024);
    expect(memory.sessions).toBe(10_000);
  });

  it.each([
    [10_000, 1],
    [1_000_000, 2],
  ])('is right about %d people', (people, column) => {
    const right = needs(people);
    const said = (row: string) => figure(worked, row, column);
    expect(off(said('requests a second'), right.requests)).toBeLessThan(0.02);
    expect(off(said('logins a second'), right.logins)).toBeLessThan(0.02);
    expect(off(said('refreshes a second'), right.refreshes)).toBeLessThan(0.02);
    expect(off(said('of Cognito'), right.authentications)).toBeLessThan(0.02);
    expect(off(said('processors'), right.processors)).toBeLessThan(0.03);
    expect(said('tasks')).toBe(right.tasks);
    expect(off(said("the store's units"), right.units)).toBeLessThan(0.02);
    expect(off(said("the store's room"), right.megabytes)).toBeLessThan(0.02);
  });

  it('is right about where the ceilings of prod are', () => {
    expect(
      off(numberIn(/some ([\d,]+) people active at once/u), quota * 60 * (accessTokenMinutes - 1)),
    ).toBeLessThan(0.01);
    expect(
      off(numberIn(/some ([\d,]+) sessions/u), (valkeyMaxGigabytes * 1e9) / each.session),
    ).toBeLessThan(0.02);
    expect(off(4, taskMemory / cost.taskMb)).toBeLessThan(0.25); // "four times"
    expect(numberIn(/which makes it (\d+); a refresh/u)).toBe(loginUnits);
    expect(numberIn(/returns a lease, which makes it (\d+)\./u)).toBe(refreshUnits);
  });

  it('is right about what ten thousand take of the defaults of prod', () => {
    const { authentications, units, tasks, requests } = needs(10_000);
    expect(off(1 / 6, authentications / quota)).toBeLessThan(0.1); // "a sixth"
    expect(off(1 / 20, units / (prod.valkeyMaxEcpuPerSecond ?? 0))).toBeLessThan(0.1); // "a twentieth"
    expect(tasks).toBe(prod.tasksMin);
    expect(numberIn(/`apiRateLimit` first: (\d+) requests/u)).toBe(prod.apiRateLimit);
    expect(requests).toBeGreaterThan(prod.apiRateLimit ?? 0);
  });

  it('is right about what a million take: quotas, and keys that can be set so', () => {
    const million = needs(1_000_000);
    expect(off(18, million.authentications / quota)).toBeLessThan(0.1); // "eighteen times"
    expect(off(12, needs(1_000_000, 15).authentications / quota)).toBeLessThan(0.1); // "makes it twelve"
    expect(keys.shape.tasksMax.safeParse(million.tasks).success).toBe(false);
    const perTask = numberIn(/`requestsPerTask` ([\d,]+) it is/u);
    const tasks = numberIn(/`requestsPerTask` [\d,]+ it is (\d+)/u);
    expect(tasks).toBe(tasksFor(million.requests, million.processors, 1, perTask));
    expect(keys.shape.tasksMax.safeParse(tasks).success).toBe(true);
    const units = numberIn(/`valkeyMaxEcpuPerSecond` (\d[\d,]+) and/u);
    const gigabytes = numberIn(/`valkeyMaxGigabytes` (\d+), so that/u);
    expect(units * 0.8).toBeGreaterThan(million.units);
    expect(gigabytes * 0.8 * 1000).toBeGreaterThan(million.megabytes);
    expect(keys.shape.apiRateLimit.safeParse(million.requests).success).toBe(false);
  });
});
