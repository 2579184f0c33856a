import { SetMetadata } from '@nestjs/common';

const PUBLIC = 'public';
const SAME_ORIGIN_ONLY = 'same-origin-only';

/** Opens a route to people who aren't signed in. Without it a route is closed. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Extends the same-origin check from unsafe methods to all methods of a route. */
export const SameOriginOnly = () => SetMetadata(SAME_ORIGIN_ONLY, true);

export const ROUTE_MARKS = { PUBLIC, SAME_ORIGIN_ONLY } as const;
