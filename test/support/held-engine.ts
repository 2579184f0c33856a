import type { SessionEngine } from '../../src/session/engine.js';
import { Gate } from './gate.js';

export type EngineStep = Exclude<keyof SessionEngine, 'close'>;

/**
 * Holds the next call of this step just before it happens, or just after it has happened and before
 * anybody knows. Later calls pass.
 */
export function holdNext(engine: SessionEngine, step: EngineStep, when: 'before' | 'after'): Gate {
  const gate = new Gate();
  beforeNext(engine, step, when, () => gate.pass());
  return gate;
}

/** The next call of this step fails with `error`, and nothing happens. */
export function failNext(engine: SessionEngine, step: EngineStep, error: Error): void {
  beforeNext(engine, step, 'before', () => Promise.reject(error));
}

function beforeNext(
  engine: SessionEngine,
  step: EngineStep,
  when: 'before' | 'after',
  interrupt: () => Promise<void>,
): void {
  const original: unknown = Reflect.get(engine, step);
  if (typeof original !== 'function') throw new TypeError(`An engine has no step ${step}`);
  Reflect.set(engine, step, async (...args: unknown[]) => {
    Reflect.set(engine, step, original);
    if (when === 'before') await interrupt();
    const result: unknown = await Reflect.apply(original, engine, args);
    if (when === 'after') await interrupt();
    return result;
  });
}
