import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from './options.js';

const EVERYBODY = ['floor', 'product', 'express-openid-connect', 'hand-made', 'apache'];

describe('the options', () => {
  it('are everybody and every part where none is given', () => {
    const { only, parts, rounds, seconds, sessions, write, against } = readOptions([]);
    expect(only).toEqual(EVERYBODY);
    expect(parts).toEqual(expect.arrayContaining(['throughput', 'latency', 'store', 'memory']));
    expect({ rounds, seconds, sessions, write, against }).toEqual({
      rounds: 5,
      seconds: 4,
      sessions: 1_000,
      write: false,
      against: undefined,
    });
  });

  it.each([
    ['--only floor,product', { only: ['floor', 'product'], parts: ['throughput'] }],
    ['--only floor --parts latency', { only: ['floor'], parts: ['latency'] }],
    ['--only floor --profile', { only: ['floor'], parts: ['throughput', 'profile'] }],
    ['--parts profile --profile', { only: EVERYBODY, parts: ['profile'] }],
    ['--rounds 1 --seconds 0.5', { rounds: 1, seconds: 0.5 }],
  ])('%s', (line, expected) => {
    expect(readOptions(line.split(' '))).toMatchObject(expected);
  });

  it.each([
    ['--only floor,nobody', '--only: nobody is none of floor, product'],
    ['--parts everything', '--parts: everything is none of throughput'],
    ['--rounds 0', '--rounds: 0 is no positive number'],
    ['--seconds soon', '--seconds: soon is no positive number'],
    ['--against nowhere', 'nowhere/dist/src/main.js; run npm ci and npm run build there'],
    ['--write --against .', '--write: what is written is about this checkout alone'],
    ['--quick', "Unknown option '--quick'"],
  ])('%s is refused', (line, message) => {
    expect(() => readOptions(line.split(' '))).toThrow(message);
  });

  it('--against takes a checkout that is built', () => {
    const folder = mkdtempSync(join(tmpdir(), 'checkout-'));
    try {
      mkdirSync(join(folder, 'dist/src'), { recursive: true });
      writeFileSync(join(folder, 'dist/src/main.js'), '');
      expect(readOptions(['--against', folder])).toMatchObject({ against: folder });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
