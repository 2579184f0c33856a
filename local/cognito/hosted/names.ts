import type { PoolSettings } from '../pool-settings.js';
import type { Sentence } from './translations.js';

const LABELS: Record<PoolSettings['UsernameAttributes'][number], Sentence> = {
  email: 'E-mail address',
  phone_number: 'Phone number',
};

/** What a pool calls that with which people sign in. */
export function nameLabel({ UsernameAttributes }: PoolSettings): Sentence {
  const [first] = UsernameAttributes;
  return first === undefined ? 'Username' : LABELS[first];
}
