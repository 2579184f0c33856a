import { hash } from 'node:crypto';

/**
 * What a session is called where people look: in events, in the store's keys, in its user's list. A
 * SHA-256 of its id, base64url: it tells sessions apart and opens none.
 */
export const sessionHandle = (sessionId: string): string => hash('sha256', sessionId, 'base64url');
