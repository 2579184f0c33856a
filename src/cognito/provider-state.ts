import { Injectable } from '@nestjs/common';
import { CognitoClient } from './cognito.client.js';

/** Who asks is answered after this long, by `unknown` where nothing is known yet. */
const PATIENCE_MS = 500;
const REMEMBERED_MS = 5_000;

/** Whether Cognito can be reached, as far as is known; asking is cheap. */
@Injectable()
export class ProviderState {
  private asked: Promise<'up' | 'down'> | undefined;

  constructor(private readonly cognito: CognitoClient) {}

  /** Never fails. What came of asking is remembered for five seconds. */
  async state(): Promise<'up' | 'down' | 'unknown'> {
    this.asked ??= this.ask();
    const patience = Promise.withResolvers<'unknown'>();
    const timer = setTimeout(() => patience.resolve('unknown'), PATIENCE_MS);
    const state = await Promise.race([this.asked, patience.promise]);
    clearTimeout(timer);
    return state;
  }

  private async ask(): Promise<'up' | 'down'> {
    try {
      await this.cognito.jwksUri();
      return 'up';
    } catch {
      return 'down'; // whoever signs in hears why, and so does the log
    } finally {
      setTimeout(() => {
        this.asked = undefined;
      }, REMEMBERED_MS).unref();
    }
  }
}
