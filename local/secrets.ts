/**
 * `secrets BFF_FOLDER STORE_FOLDER`: makes what the containers of compose.yaml keep from others. The
 * BFF gets a file a variable; the store gets a user of its own for it, without the password.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSettings } from './cognito/settings.js';

const [bffFolder, storeFolder] = process.argv.slice(2);
if (bffFolder === undefined || storeFolder === undefined) {
  throw new Error('Say where the secrets of the BFF go, and where those of the store.');
}

/** Made at the first start, and kept: sessions outlive the containers. */
function made(folder: string, variable: string): string {
  const file = join(folder, variable);
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8');
}

made(bffFolder, 'SESSION_SECRETS');
const password = createHash('sha256').update(made(bffFolder, 'REDIS_PASSWORD')).digest('hex');
writeFileSync(join(bffFolder, 'COGNITO_CLIENT_SECRET'), defaultSettings.client.secret, {
  mode: 0o600,
});

// docs/sessions.md says what the BFF needs. Nobody can be `default`, but it keeps its rights: the
// server replays its append-only file as that user, and would drop what it isn't allowed.
const keys = '~session:* ~refresh:* ~user:* ~attempt:* ~limit:* ~elevation:*';
const commands =
  '+hmget +hgetall +hset +hdel +get +set +del +exists +pexpire +incr +pttl +eval +ping';
const users = [
  'user default off ~* &* +@all',
  'user health on nopass -@all +ping',
  `user bff on #${password} ${keys} -@all ${commands}`,
];
writeFileSync(join(storeFolder, 'users.acl'), `${users.join('\n')}\n`);
