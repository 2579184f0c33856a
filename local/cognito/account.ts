import { z } from 'zod';

/** What a mailed code is good for: nothing else. */
const mailPurpose = z.enum(['sign-up', 'password', 'email']);
export type MailPurpose = z.infer<typeof mailPurpose>;

/** One person, as the state folder keeps them. The schema is what a damaged file fails. */
export const accountSchema = z.object({
  /** Where people sign in by an address, a UUID which is also the `sub`. */
  username: z.string(),
  status: z.enum(['UNCONFIRMED', 'CONFIRMED', 'FORCE_CHANGE_PASSWORD', 'RESET_REQUIRED']),
  password: z.object({ salt: z.string(), verifier: z.string() }),
  /** As the user-pool API has them: text, all of it (`email_verified` is `"true"`). */
  attributes: z.record(z.string(), z.string()),
  groups: z.array(z.string()),
  mailedCodes: z
    .partialRecord(
      mailPurpose,
      z.object({ code: z.string(), expiresAt: z.number(), wrongTries: z.number() }),
    )
    .default({}),
  /** Where a pool keeps the address until the new one is verified: the new one. */
  newEmail: z.string().optional(),
  /** The enrolled authenticator app, and the time steps whose codes were used. */
  totp: z
    .object({ secret: z.string(), usedSteps: z.array(z.number()), off: z.boolean().optional() })
    .optional(),
  /** The secret that AssociateSoftwareToken gave out, until a code proves that it arrived. */
  unverifiedTotp: z.string().optional(),
  disabled: z.boolean().optional(),
  createdAt: z.number(),
  changedAt: z.number().optional(),
});

export type Account = z.infer<typeof accountSchema>;

export const emailOf = (account: Account): string => account.attributes['email'] ?? '';

/** Where codes go. */
export const addressOf = ({ attributes }: Account): string =>
  attributes['email'] ?? attributes['phone_number'] ?? '';

/** What someone calls themself when they sign in. */
export const nameOf = (account: Account): string => addressOf(account) || account.username;
