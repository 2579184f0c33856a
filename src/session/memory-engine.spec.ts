import { MemoryEngine } from './memory-engine.js';

const MINUTE = 60_000;
const record = (bytes: number) => ({
  session: Buffer.alloc(bytes),
  tokens: Buffer.alloc(0),
  version: Buffer.from('1'),
  seen: Buffer.alloc(0),
});

// What every engine promises is in test/sessions/engine.spec.ts.
describe('MemoryEngine', () => {
  let engine: MemoryEngine;

  beforeEach(() => {
    engine = new MemoryEngine();
  });

  it('stays within its bound: the least recently used go first', async () => {
    for (let index = 0; index < 300; index += 1) {
      await engine.create(`k${index}`, record(1024 * 1024), MINUTE);
      await engine.read('k0');
    }
    expect(await engine.read('k0')).toBeDefined();
    expect(await engine.read('k1')).toBeUndefined();
    expect(await engine.read('k299')).toBeDefined();
  });

  it('counts the small ones too', async () => {
    for (let index = 0; index < 600_000; index += 1) {
      await engine.create(`k${index}`, record(1), MINUTE);
    }
    expect(await engine.read('k0')).toBeUndefined();
    expect(await engine.read('k599999')).toBeDefined();
  });
});
