import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placeInOutputs } from './outputs.js';

const ids = (pool: string, client: string) => ({ UserPoolId: pool, UserPoolClientId: client });

describe('a file of CDK outputs', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cli-outputs-'));
    path = join(folder, 'cdk-outputs.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (content: unknown) =>
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));

  it.each([
    ['one stack', { Identity: { ...ids('r_a', 'c'), CognitoDomain: 'https://x', Issuer: 'y' } }],
    ['one of several stacks', { Network: { VpcId: 'v' }, Identity: ids('r_a', 'c') }],
    ['two stacks', { Pool: { UserPoolId: 'r_a' }, Client: { UserPoolClientId: 'c' } }],
    ['stacks that repeat it', { One: ids('r_a', 'c'), Two: ids('r_a', 'c') }],
  ])('tells pool and client, from %s', (_what, content) => {
    write(content);
    expect(placeInOutputs(path)).toEqual({ pool: 'r_a', client: 'c' });
  });

  it('tells nothing when no stack does', () => {
    write({ Network: { VpcId: 'v' } });
    expect(placeInOutputs(path)).toEqual({ pool: undefined, client: undefined });
  });

  it('of two pools gives the one that is wanted, with its own client', () => {
    write({ Dev: ids('r_dev', 'c1'), Prod: ids('r_prod', 'c2') });
    expect(placeInOutputs(path, { pool: 'r_prod' })).toEqual({ pool: 'r_prod', client: 'c2' });
  });

  it.each([
    [
      'two pools',
      { Dev: ids('r_a', 'c1'), Prod: ids('r_b', 'c2') },
      'r_a and r_b: choose with --pool.',
    ],
    [
      'two clients',
      { A: ids('r_a', 'c1'), B: ids('r_a', 'c2') },
      'c1 and c2: choose with --client.',
    ],
  ])('with %s wants to be told which', (_what, content, sentence) => {
    write(content);
    expect(() => placeInOutputs(path)).toThrow(`${path} names ${sentence}`);
  });

  it.each(['', '{', '[]', '"x"', '{"Stack": 1}', '{"Stack": {"UserPoolId": 7}}'])(
    'is named when it is none: %s',
    (content) => {
      write(content);
      expect(() => placeInOutputs(path)).toThrow(
        `${path} is not a file of CDK outputs, as --outputs-file writes them.`,
      );
    },
  );

  it('is named when it is not there', () => {
    expect(() => placeInOutputs(path)).toThrow(`There is no file ${path}.`);
  });
});
