import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { clientSchema } from './client-settings.js';

const address = z.enum(['email', 'phone_number']);
const text = (max: number) => z.string().min(1).max(max);

/** AWS: "User pool ID": the region, then the name. */
export const poolId = z.string().regex(/^[a-z]{2,}(?:-[a-z]+)+-\d_[\dA-Za-z]{1,40}$/u);

const passwordPolicy = z
  .object({
    MinimumLength: z.number().int().min(6).max(99).default(8),
    RequireLowercase: z.boolean().default(true),
    RequireUppercase: z.boolean().default(true),
    RequireNumbers: z.boolean().default(true),
    RequireSymbols: z.boolean().default(true),
    TemporaryPasswordValidityDays: z.number().int().min(0).max(365).default(7),
  })
  .prefault({});

/**
 * What people may begin with, where the client lets them choose (USER_AUTH). AWS has passkeys and SMS
 * besides, and demands that passwords are among it.
 */
const signInPolicy = z
  .object({
    AllowedFirstAuthFactors: z
      .array(z.enum(['PASSWORD', 'EMAIL_OTP']))
      .max(4)
      .refine(
        (factors) => factors.includes('PASSWORD'),
        'PASSWORD must be among the first factors.',
      )
      .default(['PASSWORD']),
  })
  .prefault({});

const bound = z
  .string()
  .regex(/^\d{1,10}$/u)
  .optional();
export const attribute = z.object({
  Name: text(20),
  AttributeDataType: z.enum(['String', 'Number', 'DateTime', 'Boolean']).default('String'),
  Mutable: z.boolean().default(true),
  Required: z.boolean().default(false),
  StringAttributeConstraints: z.object({ MinLength: bound, MaxLength: bound }).optional(),
  NumberAttributeConstraints: z.object({ MinValue: bound, MaxValue: bound }).optional(),
});

/** A prefix of Cognito's own domain, or a domain of one's own. */
export const domain = z.string().regex(/^[a-z\d](?:[a-z\d.-]{0,61}[a-z\d])?$/u);

/** 1 is the classic hosted UI, 2 are the newer pages. Kept, and the same pages are shown. */
export const managedLoginVersion = z.number().int().min(1).max(2);

/** What can be said about a pool: the fields of CreateUserPool that have a meaning here. */
export const poolFields = {
  PoolName: z
    .string()
    .regex(/^[\w\s+=,.@-]{1,128}$/u)
    .default('local'),
  MfaConfiguration: z.enum(['ON', 'OPTIONAL', 'OFF']).default('OFF'),
  Policies: z.object({ PasswordPolicy: passwordPolicy, SignInPolicy: signInPolicy }).prefault({}),
  UsernameAttributes: z.array(address).default([]),
  AliasAttributes: z.array(z.enum(['email', 'phone_number', 'preferred_username'])).default([]),
  UsernameConfiguration: z.object({ CaseSensitive: z.boolean() }).default({ CaseSensitive: false }),
  AutoVerifiedAttributes: z.array(address).default([]),
  UserAttributeUpdateSettings: z
    .object({ AttributesRequireVerificationBeforeUpdate: z.array(address).default([]) })
    .prefault({}),
  Schema: z.array(attribute).max(50).default([]),
  AdminCreateUserConfig: z
    .object({ AllowAdminCreateUserOnly: z.boolean().default(false) })
    .prefault({}),
};

export const groupFields = {
  GroupName: text(128),
  Description: z.string().max(2048).optional(),
  Precedence: z.number().int().min(0).optional(),
  RoleArn: text(2048).min(20).optional(),
};

export const resourceServerFields = {
  Identifier: text(256).regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/u),
  Name: text(256),
  Scopes: z
    .array(
      z.object({
        ScopeName: text(256).regex(/^[\x21\x23-\x2E\x30-\x5B\x5D-\x7E]+$/u),
        ScopeDescription: text(256),
      }),
    )
    .max(100)
    .default([]),
};

/** Someone who is in a pool from its first start on. */
const person = z.object({
  Username: text(128),
  Password: text(256),
  Attributes: z.record(z.string(), z.string()).default({}),
  Groups: z.array(text(128)).default([]),
  /** Base32, as typed into an authenticator app. */
  TotpSecret: z
    .string()
    .regex(/^[A-Z2-7]{16,128}$/u)
    .optional(),
});

export type Person = z.infer<typeof person>;

export const poolSchema = z.object({
  Id: poolId.default(() => `eu-central-1_${randomBytes(7).toString('hex').slice(0, 9)}`),
  ...poolFields,
  Domain: domain.optional(),
  ManagedLoginVersion: managedLoginVersion.optional(),
  /** Trigger name to the path of a module that exports `handler`. */
  LambdaConfig: z.record(z.string(), z.string()).default({}),
  Clients: z.array(clientSchema).default([]),
  ResourceServers: z.array(z.object(resourceServerFields)).default([]),
  Groups: z.array(z.object(groupFields)).default([]),
  Users: z.array(person).default([]),
});

export type PoolSettings = z.infer<typeof poolSchema>;

/** What is wrong with a mailed code in place of a password, where everybody needs a second factor. */
export function factorsComplaint({
  MfaConfiguration,
  Policies,
}: Pick<PoolSettings, 'MfaConfiguration' | 'Policies'>): string | undefined {
  const { AllowedFirstAuthFactors: factors } = Policies.SignInPolicy;
  const goTogether = MfaConfiguration !== 'ON' || factors.every((factor) => factor === 'PASSWORD');
  return goTogether
    ? undefined
    : 'Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled.';
}
