import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  roots: [
    '<rootDir>/src',
    '<rootDir>/views',
    '<rootDir>/local',
    '<rootDir>/infra',
    '<rootDir>/cli',
    '<rootDir>/test',
  ],
  testMatch: ['**/*.spec.ts', '**/*.spec.tsx'],
  // These need a Docker engine: `npm run test:compose`.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/compose/'],
  // What needs a program or packages that aren't there is left out, and said to be.
  filter: '<rootDir>/test/support/left-out.cjs',
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', tsx: true, decorators: true },
          transform: {
            legacyDecorator: true,
            decoratorMetadata: true,
            useDefineForClassFields: false,
            react: { runtime: 'automatic', importSource: 'preact' },
          },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  setupFiles: ['<rootDir>/test/support/jest.setup.ts'],
  testTimeout: 30_000,
  maxWorkers: 2,
  // Each suite leaves about 17 MB behind (ESM registries are never collected): recycle the worker.
  workerIdleMemoryLimit: '512MB',
};

export default config;
