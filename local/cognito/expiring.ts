import { randomBytes } from 'node:crypto';

/** Values behind unguessable keys, each for a time: codes, challenge sessions, hosted sessions. */
export class Expiring<T> {
  private readonly entries = new Map<string, { value: T; expiresAt: number }>();

  constructor(private readonly now: () => number) {}

  put(value: T, seconds: number): string {
    this.sweep();
    const key = randomBytes(32).toString('base64url');
    this.entries.set(key, { value, expiresAt: this.now() + seconds * 1000 });
    return key;
  }

  peek(key: string): T | undefined {
    const entry = this.entries.get(key);
    return entry && entry.expiresAt > this.now() ? entry.value : undefined;
  }

  /** The value, for the last time. */
  take(key: string): T | undefined {
    const value = this.peek(key);
    this.entries.delete(key);
    return value;
  }

  private sweep(): void {
    for (const [key, { expiresAt }] of this.entries) {
      if (expiresAt <= this.now()) this.entries.delete(key);
    }
  }
}
