import { z } from 'zod';

/** The fields of the user-pool API, with the lengths that AWS documents. */
export const text = (max: number) => z.string().min(1).max(max);

export const none = z.object({});
export const username = text(128).regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u);
export const password = z.string().max(256);
export const code = text(2048).regex(/^\S+$/u);
export const totpCode = z.string().regex(/^\d{6}$/u);
export const session = z.string().min(20).max(2048);
export const group = text(128).regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u);
export const attributes = z
  .array(z.object({ Name: text(32), Value: z.string().max(2048).default('') }))
  .max(100);
export const metadata = z.record(z.string().max(131_072), z.string().max(131_072)).optional();
export const limit = z.number().int().min(0).max(60).default(60);
export const pageToken = text(131_072).optional();
