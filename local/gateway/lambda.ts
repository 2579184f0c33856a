import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { Route } from './routes.js';

type Event = Parameters<Route['handler']>[0];

/** AWS: "Lambda quotas": what a function may be given, and may give back. */
const MAX_PAYLOAD_BYTES = 6_291_556;

/** A function was given too much, or gave too much back. */
export class PayloadTooLarge extends Error {
  constructor(readonly direction: 'request' | 'response') {
    super(`The ${direction} payload exceeds the ${MAX_PAYLOAD_BYTES} bytes that a function takes.`);
  }
}

/**
 * Runs a function as Lambda does: what goes in and comes out is JSON, and not too much of it.
 *
 * @throws {PayloadTooLarge} and whatever the function throws
 */
export async function invoke({ handler }: Route, event: Event, timeoutMs: number) {
  refuseLarge('request', event);
  const result = await handler(event, contextFor(event.routeKey, timeoutMs));
  refuseLarge('response', result);
  return result;
}

function refuseLarge(direction: PayloadTooLarge['direction'], payload: unknown): void {
  const text = JSON.stringify(payload ?? null);
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) throw new PayloadTooLarge(direction);
}

function contextFor(routeKey: string, timeoutMs: number): Context {
  const functionName = `local-${routeKey.replaceAll(/[^\w]+/gu, '-')}`;
  const deadline = performance.now() + timeoutMs;
  return {
    awsRequestId: randomUUID(),
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:eu-central-1:000000000000:function:${functionName}`,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    memoryLimitInMB: '128',
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
    done: noCallbacks,
    fail: noCallbacks,
    succeed: noCallbacks,
  };
}

function noCallbacks() {
  throw new Error('Lambda has no callbacks since Node 24: return a promise.');
}
