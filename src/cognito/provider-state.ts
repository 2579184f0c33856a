import { Injectable } from '@nestjs/common';
import { within } from '../http/within.js';
import { Provider } from './provider.js';

/** Who asks is answered after this long, by `unknown` where nothing is known yet. */
const PATIENCE_MS = 500;
/** Logins and refreshes tell by themselves. Where there are none, Cognito is asked this often at most. */
const GOOD_FOR_MS = { up: 30_000, down: 5_000 };

/** Whether Cognito can be reached, as it was heard last; asking is cheap. */
@Injectable()
export class ProviderState {
  private probing: Promise<void> | undefined;

  constructor(private readonly provider: Provider) {}

  /** Never fails, and waits for half a second at most. */
  async state(): Promise<'up' | 'down' | 'unknown'> {
    const { connection } = this.provider;
    const last = connection.heardWithin(Infinity);
    if (last && connection.heardWithin(GOOD_FOR_MS[last])) return last;

    this.probing ??= this.provider
      .probe()
      .catch(() => undefined) // the connection has noted it
      .finally(() => {
        this.probing = undefined;
      });
    await within(PATIENCE_MS, this.probing, undefined);
    return connection.heardWithin(Infinity) ?? 'unknown';
  }
}
