import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CONFIG, type Config } from '../config/config.js';
import { sessionHandle } from '../telemetry/session-handle.js';
import { ELEVATION_ENTRY, elevationKey, endElevation } from './elevation-key.js';
import { SESSION_ENGINE, type SessionEngine } from './engine.js';
import { open, seal } from './seal.js';
import { sessionKey } from './session-records.js';

const recordSchema = z.object({
  accessToken: z.string(),
  /** In ms since the epoch. */
  endsAt: z.number(),
});

/**
 * The access token with which a person changes their account, apart from those of their session. As
 * session records are, it is sealed under the session's id, which is in the cookie and nowhere else.
 */
@Injectable()
export class ElevationRecords {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(SESSION_ENGINE) private readonly engine: SessionEngine,
  ) {}

  /** Keeps the token until then, in place of one from before. @returns false where the session has ended */
  async put(sessionId: string, accessToken: string, endsAt: number): Promise<boolean> {
    const key = elevationKey(sessionHandle(sessionId));
    const json = JSON.stringify({ accessToken, endsAt } satisfies z.infer<typeof recordSchema>);
    const sealed = seal(json, this.config.session.secrets, contextOf(sessionId));
    await this.engine.remember(key, ELEVATION_ENTRY, sealed, endsAt - Date.now());
    // Who ends a session ends this after it: one that is there now will be the end of this too.
    if (await this.engine.glance(sessionKey(sessionId))) return true;
    await this.end(sessionId);
    return false;
  }

  /** The token, as far as we wrote it and its time isn't over: by our clock too, as for sessions. */
  async get(sessionId: string): Promise<string | undefined> {
    const entries = await this.engine.recall(elevationKey(sessionHandle(sessionId)));
    const sealed = entries.get(ELEVATION_ENTRY);
    const json = sealed && open(sealed, this.config.session.secrets, contextOf(sessionId));
    if (json === undefined) return undefined;
    const { accessToken, endsAt } = recordSchema.parse(JSON.parse(json));
    return Date.now() < endsAt ? accessToken : undefined;
  }

  end(sessionId: string): Promise<void> {
    return endElevation(this.engine, sessionHandle(sessionId));
  }
}

const contextOf = (sessionId: string) => `elevation ${sessionId}`;
