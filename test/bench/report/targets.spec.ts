import type { Measured } from './results.js';
import { resultsWith } from './results-of-a-test.js';
import { targets } from './targets.js';

const rate = (perSecond: number) => ({ perSecond, cpuUs: 50, cores: 1 });
const login = (perSecond: number) => ({ perSecond, cpuMs: 2 });
const latency = (p99: number) => ({ p50: 0.1, p99 });

const memoryOf = (...kb: number[]): Measured => ({
  memory: {
    sessions: 10_000,
    startKb: 1,
    signedInKb: 1,
    storeBytesASession: 1,
    afterRequests: kb.map((one, index) => ({ requests: (index + 1) * 100_000, kb: one })),
  },
});

/** The product's requests per second beside this many of somebody else's. */
const beside = (name: string, product: number, other: number): Measured => ({
  throughput: { product: [rate(product)], [name]: [rate(other)] },
});

const rounds = (...cpuUs: number[]) => cpuUs.map((one) => ({ ...rate(1), cpuUs: one }));

/** With metrics, against 100 µs without. */
const metrics = (cpuUs: number): Measured => ({
  telemetry: {
    blind: rounds(100),
    product: rounds(cpuUs),
  },
});

const read = (readBytes: number): Measured => ({
  storeUse: { product: { readBytes, writtenBytes: 100, commands: 1, loginCommands: 8 } },
});

describe('the targets', () => {
  it.each<[string, Measured, Measured, string]>([
    ['0.60 of the floor', beside('floor', 600, 1000), beside('floor', 599, 1000), '0.599'],
    [
      '4 times the requests per second of express-openid-connect',
      beside('express-openid-connect', 4000, 1000),
      beside('express-openid-connect', 3990, 1000),
      '3.99 times',
    ],
    [
      '4 times the requests per second of hand-made',
      beside('hand-made', 4000, 1000),
      beside('hand-made', 3990, 1000),
      '3.99 times',
    ],
    [
      '7 times the requests per second of apache',
      beside('apache', 7000, 1000),
      beside('apache', 6990, 1000),
      '6.99 times',
    ],
    [
      'as many logins per second as express-openid-connect',
      { logins: { product: [login(9)], 'express-openid-connect': [login(9)] } },
      { logins: { product: [login(9)], 'express-openid-connect': [login(10)] } },
      '0.90 times',
    ],
    [
      'no more than 0.9 ms',
      { latency: { product: [latency(1)], direct: [latency(0.1)] } },
      { latency: { product: [latency(1.2)], direct: [latency(0.1)] } },
      '1.10 ms',
    ],
    ['no more than 200 bytes', read(200), read(4_588.3), '4,588'],
    [
      '256.0 MB resident with 10,000 sessions',
      memoryOf(262_144, 262_144),
      memoryOf(262_144, 282_624, 262_144), // the most counts, and not the last
      '276.0 MB',
    ],
    [
      'flat memory: no more than a tenth on top from 100,000 to 200,000 requests',
      memoryOf(100_000, 110_000),
      memoryOf(100_000, 110_001),
      '97.7 MB to 107.4 MB',
    ],
    [
      'no more than 500 ms until it serves',
      { startUp: { product: [900, 500, 400] } },
      { startUp: { product: [900, 501, 400] } },
      '501 ms',
    ],
    ['no more than 3.0 % processor time for the metrics', metrics(102.9), metrics(103.1), '3.1 %'],
  ])('%s', (wish, met, missed, found) => {
    const expected = { wish: expect.stringContaining(wish) };
    expect(targets(resultsWith(met))).toContainEqual(
      expect.objectContaining({ ...expected, met: true }),
    );
    expect(targets(resultsWith(missed))).toContainEqual(
      expect.objectContaining({ ...expected, met: false, found }),
    );
  });

  it('are compared round by round', () => {
    const [floor, product] = [[10, 100, 1_000].map(rate), [7, 70, 300].map(rate)];
    expect(targets(resultsWith({ throughput: { floor, product } }))).toContainEqual(
      expect.objectContaining({ found: '0.700', met: true }),
    );
  });

  it.each<[string, Measured]>([
    ['was measured', {}],
    ['counts processor time and memory', memoryOf(Number.NaN, Number.NaN)],
    ['but the product was measured', { throughput: { floor: [rate(1)] } }],
  ])('are silent where nothing %s', (_, results) => {
    expect(targets(resultsWith(results))).toEqual([]);
  });

  it('are not asked of another checkout', () => {
    expect(targets(resultsWith(beside('other', 1, 1)))).toEqual([]);
  });

  it('compare what metrics cost by the quickest rounds: the machine only ever adds', () => {
    const telemetry = { blind: rounds(100, 180), product: rounds(250, 101) };
    const cost = targets(resultsWith({ telemetry })).find(({ wish }) => wish.includes('metrics'));
    expect(cost).toMatchObject({ found: '1.0 %', met: true });
  });
});
