/** Who made the pool do something: triggers are told. */
export interface Caller {
  clientId: string;
  /** ClientMetadata, as the request had it. Refreshes and the pages have none. */
  metadata?: Record<string, string>;
  /** ValidationData, of sign-ups and sign-ins. */
  validationData?: Record<string, string>;
}

/** What AWS says where an administrator acts, and no app client. */
export const ADMINISTRATOR: Caller = { clientId: 'CLIENT_ID_NOT_APPLICABLE' };
