import { z } from 'zod';

/** Somebody in the user pool, as administrators see them. Times are in ms since the epoch. */
export interface PoolUser {
  /** Cognito's own name for them, by which it is told whom a change is for. */
  readonly username: string;
  readonly sub: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  /** `CONFIRMED`, `FORCE_CHANGE_PASSWORD` and so on: `UserStatusType` of the API. */
  readonly status: string;
  readonly enabled: boolean;
  readonly createdAt: number | undefined;
}

/** One of them, looked at alone. */
export interface PoolUserDetails extends PoolUser {
  /** What is asked for beside the password: `SOFTWARE_TOKEN_MFA` and so on. */
  readonly factors: readonly string[];
}

const attributes = z.array(z.object({ Name: z.string(), Value: z.string().optional() }));

const common = {
  Username: z.string().min(1),
  UserStatus: z.string().default('UNKNOWN'),
  Enabled: z.boolean(),
  UserCreateDate: z.date().optional(),
};
const listedSchema = z.object({ ...common, Attributes: attributes });
const detailsSchema = z.object({
  ...common,
  UserAttributes: attributes,
  UserMFASettingList: z.array(z.string()).default([]),
});

/**
 * A user out of a list, or out of the answer about a new one. An answer is trusted no further than its
 * shape: without a name, a `sub` or a word on whether they are enabled nothing could be decided by it.
 *
 * @throws ZodError
 */
export function userOf(answer: unknown): PoolUser {
  const { Attributes, ...rest } = listedSchema.parse(answer);
  return from(rest, Attributes);
}

/** The same of the answer about one user. */
export function detailsOf(answer: unknown): PoolUserDetails {
  const { UserAttributes, UserMFASettingList: factors, ...rest } = detailsSchema.parse(answer);
  return { ...from(rest, UserAttributes), factors };
}

function from(
  { Username, UserStatus, Enabled, UserCreateDate }: z.infer<z.ZodObject<typeof common>>,
  list: z.infer<typeof attributes>,
): PoolUser {
  const attribute = (name: string) => list.find(({ Name }) => Name === name)?.Value;
  return {
    username: Username,
    sub: z.string().min(1).parse(attribute('sub')),
    email: attribute('email') || undefined,
    emailVerified: attribute('email_verified') === 'true',
    status: UserStatus,
    enabled: Enabled,
    createdAt: UserCreateDate?.getTime(),
  };
}

/** Letters, marks, digits, symbols and punctuation, as the API has it; nothing else is anybody's name. */
export const isUsername = (text: string): boolean =>
  /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u.test(text);
