import { z } from 'zod';

/** A group as a form of ours names it, or none: no name at Cognito is longer, and it goes into the audit trail. */
export const groupName = z.string().max(128);
