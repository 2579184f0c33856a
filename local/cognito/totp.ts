import { generateSecret, verifySync } from 'otplib';

const STEP_SECONDS = 30;

/** 32 random bytes in base32: the length that AssociateSoftwareToken hands out. */
export const newTotpSecret = (): string => generateSecret({ length: 32 });

/**
 * The time step that a code belongs to, one step early or late allowed (RFC 6238 §5.2).
 * Undefined when it is no code of this secret.
 */
export function totpStep(secret: string, code: string, now: number): number | undefined {
  if (!/^\d{6}$/u.test(code)) return undefined;
  const result = verifySync({
    secret,
    token: code,
    epoch: Math.floor(now / 1000),
    epochTolerance: STEP_SECONDS,
  });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}

/** Of the used time steps those that could still be presented, so that the list stays short. */
export const stillPresentable = (steps: number[], now: number): number[] =>
  steps.filter((step) => step >= Math.floor(now / 1000 / STEP_SECONDS) - 1);

export const secondsLeft = (now: number): number =>
  STEP_SECONDS - (Math.floor(now / 1000) % STEP_SECONDS);
