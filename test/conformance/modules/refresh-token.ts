import { refreshes } from '../outcomes.js';

/** A refresh that is answered rightly (OIDC Core §12). */
export const play = refreshes;
