import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { AssetManifestArtifact } from 'aws-cdk-lib/cx-api';
import { stageConfig } from '../lib/config/stage-config.js';
import { addStacks } from '../lib/stacks/product.js';
import type { Values } from './configuration.js';
import { contextOf } from './synthesise.js';

const ROOT = join(import.meta.dirname, '../..');
const REVISION = '0123456789abcdef0123456789abcdef01234567';
const baseWith = (digit: string) => `node:24-bookworm-slim@sha256:${digit.repeat(64)}`;
const BASE = baseWith('a');

/** The image as the CDK is about to build it: its name, which it has by its content, and its arguments. */
function imageOf(values: Values) {
  const app = new App({ context: contextOf('dev', values) });
  addStacks(app, stageConfig(app.node));
  const manifests = app.synth().artifacts.filter(AssetManifestArtifact.isAssetManifestArtifact);
  const images = manifests.flatMap(({ contents }) => Object.entries(contents.dockerImages ?? {}));
  expect(images).toHaveLength(1);
  const [[name, image] = []] = images;
  return { name, args: image?.source.dockerBuildArgs ?? {} };
}

describe('the image that is deployed', () => {
  const image = imageOf({ revision: REVISION, baseImage: BASE });

  it('is told what it is', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(image.args).toEqual({ VERSION: version, REVISION, BASE_IMAGE: BASE });
  });

  it('says so itself, for its Dockerfile takes each of them', () => {
    const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
    const [first, ...stages] = dockerfile.split(/^FROM /mu);
    // Only what stands before the first FROM is known to each FROM.
    expect(first).toMatch(/^ARG BASE_IMAGE$/mu);
    for (const stage of [stages[1], stages.at(-1)])
      expect(stage).toMatch(/^\$\{BASE_IMAGE:-base\}/u);
    // Only what is named again after the last FROM is known there.
    for (const name of Object.keys(image.args)) {
      expect(stages.at(-1)).toMatch(new RegExp(`^ARG .*\\b${name}\\b`, 'mu'));
      expect(stages.at(-1)).toMatch(new RegExp(`"\\$\\{${name}(?::-\\w+)?\\}"`, 'u'));
    }
  });

  it('is built on what Dependabot keeps up: it reads a FROM with an image, and no argument', () => {
    const updates = readFileSync(join(ROOT, '.github/dependabot.yml'), 'utf8');
    const [, folders = ''] = /ecosystem: docker\n\s+directories: \[(.+)\]/u.exec(updates) ?? [];
    const there = globSync('{.,*}/Dockerfile', { cwd: ROOT }).map((path) => `/${dirname(path)}`);
    expect(folders.split(', ').toSorted()).toEqual(
      there.map((folder) => folder.replace('/.', '/')).toSorted(),
    );
    const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gmu)].map(([, base]) => base);
    expect(bases[0]).toMatch(/^node:24[\d.]*-bookworm-slim(?:@sha256:\w+)?$/u);
    // Every other is this one, or what a stage names instead.
    expect(new Set(bases.slice(1))).toEqual(new Set(['${BASE_IMAGE:-base}', 'manifests']));
  });

  it('knows its revision without being told', () => {
    expect(imageOf({}).args['REVISION']).toMatch(/^(?:[\da-f]{40}(?:-dirty)?|unknown)$/u);
  });

  it.each<[string, Values]>([
    ['another revision', { revision: 'another', baseImage: BASE }],
    ['a base that was mended', { revision: REVISION, baseImage: baseWith('b') }],
  ])('is a new one with %s, though no file has changed', (_what, values) => {
    expect(imageOf(values).name).not.toBe(image.name);
  });
});
