import { z } from 'zod';

const EMAIL = 'Enter a valid e-mail address.';
const PASSWORD = 'Enter a password of at most 256 characters.';
const CODE = 'Enter the six digits of the code.';

/** The inputs of the hosted pages. The lengths are those of the user-pool API. */
const username = z.string(EMAIL).trim().min(1, EMAIL).max(128, EMAIL);
const email = z.string(EMAIL).trim().max(128, EMAIL).pipe(z.email(EMAIL));
const password = z.string(PASSWORD).min(1, PASSWORD).max(256, PASSWORD);

export const credentials = z.object({ username, password });
export const person = z.object({ username });
export const newPassword = z.object({ password });
export const address = z.object({ email });
export const code = z.object({
  code: z
    .string(CODE)
    .transform((typed) => typed.replaceAll(/\s/gu, '')) // apps show them in groups
    .pipe(z.string().regex(/^\d{6}$/u, CODE)),
});
export const passwordReset = z.object({ username, password, ...code.shape });
