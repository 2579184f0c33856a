import type { Measured, Results } from './results.js';

const NAMES = ['floor', 'product', 'express-openid-connect', 'hand-made', 'apache', 'other'];

/** A run that measured this, for a test. */
export const resultsWith = (measured: Measured): Results => ({
  command: 'npm run bench',
  date: '2026-01-01T00:00:00.000Z',
  minutes: 1,
  machine: { processor: 'a processor', cores: 2, memoryGb: 8, kernel: 'Linux', node: 'v24' },
  pinned: true,
  store: 'Valkey 9.0.0',
  sessions: 1_000,
  contestants: NAMES.map((name) => ({ name, title: name, versions: {} })),
  leftOut: [],
  ...measured,
});
