import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { HttpServer } from './http-server.js';

/** How long a task that is to end still takes what comes, in ms. */
const LAST_MOMENT_MS = 1_000;

/**
 * The end of a process, as far as HTTP is concerned. A client that keeps a connection may send a request in
 * the very moment in which it is closed, and must not repeat it if it is a POST (RFC 9112 §9.3.1). So for a
 * moment each answer says first that it is the last on its connection, and readiness that nobody else
 * should come; then the server closes.
 */
@Injectable()
export class Draining {
  private begun = false;

  constructor(private readonly host: HttpAdapterHost) {}

  get hasBegun(): boolean {
    return this.begun;
  }

  /** Resolves when the server may close. A person who presses Ctrl-C (SIGINT) waits for nothing. */
  async begin(signal: NodeJS.Signals): Promise<void> {
    this.begun = true;
    const { httpAdapter } = this.host;
    if (httpAdapter instanceof HttpServer) httpAdapter.keepsConnections = false;
    if (signal === 'SIGTERM') await sleep(LAST_MOMENT_MS);
  }
}
