import { SetMetadata } from '@nestjs/common';

const PUBLIC = 'public';
const NO_TOKEN = 'no-token';

/** Opens a route to people who aren't signed in. Without it a route is closed. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Closed all the same, but a live session is enough: nobody waits for a token that isn't needed. */
export const NeedsNoToken = () => SetMetadata(NO_TOKEN, true);

export const ROUTE_MARKS = { PUBLIC, NO_TOKEN } as const;
