import type { Contestant } from './contestant.js';
import { apache } from './apache.js';
import { expressOpenidConnect } from './express-openid-connect.js';
import { floor } from './floor.js';
import { handMade } from './hand-made.js';
import { product } from './product.js';

/** Everybody who can take part, in the order of the tables. */
export const CONTESTANTS: readonly Contestant[] = [
  floor,
  product,
  expressOpenidConnect,
  handMade,
  apache,
];
