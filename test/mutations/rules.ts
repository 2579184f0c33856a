/** One line that keeps a rule, what would break it, and the spec that has to notice. */
export interface Mutation {
  /** What would no longer hold. */
  readonly rule: string;
  readonly file: string;
  /** It stands there once. */
  readonly line: string;
  readonly broken: string;
  /** A pattern of spec files, as jest takes it. */
  readonly spec: string;
}

type Row = [rule: string, line: string, broken: string, spec: string];

const of = (file: string, ...rows: Row[]): Mutation[] =>
  rows.map(([rule, line, broken, spec]) => ({ rule, file, line, broken, spec }));

/** Security rules, each broken in one way. `npm run mutate` tries them all. */
export const MUTATIONS: readonly Mutation[] = [
  ...of(
    'src/http/guards/same-origin.ts',
    [
      'only pages of ours may act',
      "return site === 'same-origin';",
      "return site !== 'cross-site';",
      'src/http/guards',
    ],
    [
      'an Origin is compared whole',
      'headers.origin === publicUrl;',
      'headers.origin.startsWith(publicUrl);',
      'src/http/guards',
    ],
    [
      'without both, a header that no form can set',
      "headers['x-csrf'] === '1'",
      "headers['x-csrf'] !== '0'",
      'src/http/guards',
    ],
  ),
  ...of(
    'src/http/requests/return-to.ts',
    [
      'returnTo stays on this origin, as a browser resolves it in the end',
      'isSame(again, target) ? path : HOME',
      'path.length > 0 ? path : HOME',
      'src/http/requests/return-to',
    ],
    [
      'returnTo leads to no API',
      '[LOGIN, ...apis]',
      '[LOGIN]',
      'src/http/requests/return-to|test/e2e/return-to',
    ],
  ),
  ...of(
    'src/session/session-cookie.ts',
    [
      'a session’s cookie has our signature',
      'given.length === ours.length && timingSafeEqual(given, ours)',
      'given.length === ours.length',
      'src/session/session-cookie|test/e2e/session-cookie',
    ],
    ['no script reads it', 'httpOnly: true', 'httpOnly: false', 'test/e2e/session-cookie'],
    ['it is sent over TLS alone', 'secure: https,', 'secure: false,', 'test/e2e/session-cookie'],
    [
      'no other site sends it along',
      "sameSite: 'lax'",
      "sameSite: 'none'",
      'test/e2e/session-cookie',
    ],
    [
      'no sibling host can plant one',
      "https ? '__Host-session' : 'session'",
      "https ? 'session' : 'session'",
      'test/e2e/session-cookie',
    ],
  ),
  ...of(
    'src/session/seal.ts',
    [
      'what is sealed can’t be changed',
      'return undefined; // final() throws',
      'return start.toString(); // final() throws',
      'src/session/seal',
    ],
    [
      'a secret that was rotated still opens',
      'for (const secret of secrets) {',
      'for (const secret of secrets.slice(0, 1)) {',
      'src/session/seal',
    ],
  ),
  ...of('src/session/seen.ts', [
    'who writes to the store can’t prolong a session',
    'timingSafeEqual(given, macOf(time, secret, sessionId))',
    'given.length === macOf(time, secret, sessionId).length',
    'src/session|test/sessions',
  ]),
  ...of(
    'src/session/session-records.ts',
    [
      'a session has an absolute end',
      'this.timeToLive(session) <= 0 ||',
      '',
      'src/session|test/sessions',
    ],
    [
      'and ends when nobody uses it',
      'Date.now() - session.seenAt >= idleMs',
      'Date.now() < idleMs',
      'src/session|test/sessions',
    ],
    [
      'what another process changed is read anew',
      "known.version !== '' && known.version === textOf(glance.version)",
      "known.version !== ''",
      'src/session/session-records',
    ],
    [
      'one’s record opens under no other’s id',
      'const json = open(stored[part], this.config.session.secrets, `${part} ${id}`);',
      'const json = open(stored[part], this.config.session.secrets, part);',
      'src/session/session-records',
    ],
    [
      'what is kept open can’t be changed',
      'Object.freeze(inner)',
      'inner',
      'src/session/session-records',
    ],
  ),
  ...of(
    'src/session/redis-engine.ts',
    [
      'a late write revives no session',
      "replace: `if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end",
      'replace: `',
      'test/sessions/engine',
    ],
    [
      'nor does a late use',
      "touch: `if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end",
      'touch: `',
      'test/sessions/engine',
    ],
    [
      'a lease is released by its owner',
      "release: `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end",
      'release: `',
      'test/sessions/engine',
    ],
  ),
  ...of(
    'src/auth/attempts.ts',
    [
      'an attempt is good once',
      "if (!isFirst) return { ...missing, reason: 'attempt_used' };",
      '',
      'test/e2e/login-attempts',
    ],
    [
      'and for ten minutes',
      'Date.now() - secrets.startedAt <= LIFETIME_MS',
      'secrets.startedAt > 0',
      'test/e2e/login-attempts',
    ],
    [
      'a state that isn’t ours is refused',
      "throw new LoginRefused('state_mismatch')",
      "return { kind: 'missing', reason: 'attempt_missing', begunAt: 0, returnTo: '/', parameters: {} }",
      'test/e2e',
    ],
    [
      'its cookie is read by no script',
      '{ httpOnly: true, secure: this.config.https',
      '{ httpOnly: false, secure: this.config.https',
      'test/e2e/login',
    ],
  ),
  ...of(
    'src/cognito/claims.ts',
    [
      'an ID token is one',
      "if (claims['token_use'] !== 'id') throw new LoginRefused('token_use_mismatch');",
      '',
      'test/e2e/untrusted-id-token',
    ],
    [
      'of this client',
      'if (audience !== clientId || others.length > 0)',
      'if (audience !== clientId)',
      'test/e2e/untrusted-id-token',
    ],
    [
      'made for it',
      'claims.azp !== clientId) {',
      "claims.azp === '') {",
      'test/e2e/untrusted-id-token',
    ],
    [
      'of now',
      'Math.abs(claims.iat - epochSeconds()) > MAX_ISSUE_OFFSET_SECONDS',
      'claims.iat < 0',
      'test/e2e/untrusted-id-token',
    ],
    [
      'a refreshed one is of the same person',
      "if (claims.sub !== sub) throw new LoginRefused('sub_mismatch');",
      '',
      'test/e2e/refresh|test/e2e/untrusted',
    ],
  ),
  ...of(
    'src/cognito/access-tokens.ts',
    [
      'a token that was verified has an end',
      '&& epochSeconds() < known.exp + CLOCK_TOLERANCE_SECONDS',
      '',
      'test/sessions/verified-tokens',
    ],
    [
      'and is of this person',
      'known?.sub === sub &&',
      'known !== undefined &&',
      'test/sessions/verified-tokens',
    ],
    [
      'an access token is of this client',
      'data?.client_id === this.config.cognito.clientId && data.sub === sub',
      'data?.sub === sub',
      'test/e2e/odd-token-answers',
    ],
    [
      'no session’s changes the account',
      '(isAskedFor || !changesAccount(ours))',
      'true',
      'test/e2e/odd-token-answers',
    ],
    [
      'one algorithm',
      "algorithms: ['RS256'],\n      clockTolerance",
      "algorithms: ['RS256', 'RS512'] as unknown as ['RS256'],\n      clockTolerance",
      'test/e2e/odd-token-answers',
    ],
  ),
  ...of('src/cognito/provider.ts', [
    'an ID token’s signature is verified',
    'oidc.enableNonRepudiationChecks(configuration);',
    '',
    'test/e2e/untrusted-id-token',
  ]),
  ...of('src/tokens/credentials.ts', [
    'credentials that were asked for were given',
    'if (!isBetween(since, authenticatedAt, Date.now())) {',
    'if (authenticatedAt === -1) {',
    'test/e2e/sign-in-again',
  ]),
  ...of(
    'src/tokens/elevations.ts',
    [
      'another person’s sign-in confirms nothing',
      "if (signIn.user.sub !== session.user.sub) throw new LoginRefused('another_person');",
      '',
      'test/e2e/account|test/account',
    ],
    [
      'nor one that another session asked for',
      'if (!session || sessionHandle(session.id) !== confirms) {',
      'if (!session) {',
      'test/e2e/account|test/account',
    ],
  ),
  ...of(
    'src/api/policy-table.ts',
    [
      'groups are compared whole',
      'groups.some((group) => held.includes(group))',
      'groups.some((group) => held.join().includes(group))',
      'src/api|test/proxy',
    ],
    [
      'a path that two readings judge differently is refused',
      "if (!agreed) throw new RequestFailed('bad_path');",
      '',
      'src/api|test/proxy',
    ],
  ),
  ...of(
    'src/api/call-permissions.ts',
    [
      'what no policy covers is refused',
      "if (!policy) throw new RequestFailed('not_found');",
      'if (!policy) return { api, method, path, timeLimitMs: 1000 };',
      'test/proxy/without-a-row',
    ],
    ['an API’s answer is no script', 'refusePageParts(request);', '', 'test/proxy|test/e2e'],
  ),
  ...of(
    'src/proxy/headers.ts',
    ['no API sees the cookie', "  'accept',\n", "  'accept',\n  'cookie',\n", 'test/proxy'],
    [
      'no API sets one',
      "  'accept-ranges',\n",
      "  'accept-ranges',\n  'set-cookie',\n",
      'test/proxy',
    ],
    [
      'an answer is data',
      ".set('Content-Security-Policy', DATA_POLICY)",
      '',
      'test/proxy|test/browser/api-answers',
    ],
  ),
  ...of(
    'src/proxy/api-door.ts',
    [
      'no other site calls an API',
      'this.sameOrigin.demand(request);',
      '',
      'test/proxy|test/e2e/both-ways',
    ],
    [
      'of one session, so many calls at once',
      'this.inFlight.enter(signedIn.session, request);',
      '',
      'test/proxy',
    ],
  ),
  ...of(
    'src/auth/access.guard.ts',
    [
      'a route without a mark refuses',
      "if (access?.kind === 'public') return true;",
      "if (access?.kind !== 'signed-in') return true;",
      'test/e2e/route-marks',
    ],
    [
      'a page is for its groups',
      '!allowsGroups(access, user.groups)',
      'false',
      'test/e2e/route-marks',
    ],
  ),
  ...of('src/session/address-limit.ts', [
    'one address has so many tries',
    'const LIMIT = 60;',
    'const LIMIT = 600;',
    'test/sessions|test/e2e',
  ]),
  ...of(
    'src/http/requests/client-address.ts',
    [
      'IPv6 is limited by household',
      '.slice(0, NETWORK_GROUPS)',
      '.slice(0, IPV6_GROUPS)',
      'src/http/requests',
    ],
    [
      'so many proxies are believed',
      'hop < trustProxyHops',
      'hop <= trustProxyHops',
      'src/http/requests',
    ],
  ),
  ...of('src/cognito/cognito.client.ts', [
    'a code of another issuer is redeemed nowhere',
    "if (!answer.getAll('iss').every(isOurs)) throw new LoginRefused('issuer_mismatch');",
    '',
    'test/e2e/login.spec|test/conformance',
  ]),
  ...of(
    'src/api/path-readings.ts',
    [
      'no path climbs out of the API, however it is escaped',
      'readings.some((each) => DOT_SEGMENT.test(each))',
      'DOT_SEGMENT.test(readings[0])',
      'src/api|test/proxy|test/fuzz',
    ],
    ['nor is it cut off', 'ESCAPED_END.test(reading)) throw', 'false) throw', 'src/api|test/proxy'],
    ['the work for any path is bounded', 'const ROUNDS = 3;', 'const ROUNDS = 300;', 'src/api'],
  ),
  ...of('src/api/location.ts', [
    'a Location of another host stays what it is',
    'target.origin !== origin || ',
    '',
    'src/api/location',
  ]),
  ...of('src/config/secret.ts', [
    'a secret hides itself',
    'toJSON(): string {\n    return HIDDEN;',
    'toJSON(): string {\n    return this.#value;',
    'src/config|test/configuration|test/e2e/process',
  ]),
  ...of('src/tokens/tokens.ts', [
    'a stale token is refreshed',
    'expiresAt - now <= REFRESH_MARGIN_MS;',
    'expiresAt - now <= -REFRESH_MARGIN_MS;',
    'test/e2e/refresh',
  ]),
  ...of(
    'src/pages/account/upload-rules.ts',
    [
      'files of other types aren’t taken',
      'if (!isTaken(name)) {',
      "if (name === '') {",
      'test/e2e/account-files',
    ],
    [
      'nor larger ones',
      'if (size > MAX_FILE_BYTES) {',
      'if (size > 2 * MAX_FILE_BYTES) {',
      'test/e2e/account-files',
    ],
    [
      'nor more than so many',
      'if (count >= MAX_FILES) {',
      'if (count > MAX_FILES) {',
      'test/e2e/account-files',
    ],
  ),
  ...of(
    'src/cognito/own-files.ts',
    [
      'the bucket takes no larger file either',
      "Conditions: [['content-length-range', ...size]],",
      'Conditions: [],',
      'test/account/own-files|test/e2e/account-files',
    ],
    [
      'a file is opened by no browser',
      "'Content-Type': ANY_FILE,",
      "'Content-Type': 'text/html',",
      'test/account/own-files|test/e2e/account-files',
    ],
    [
      'the browser’s name for a file stands for nothing else',
      "name?.replaceAll(NAME_OF_BROWSER, 'filename')",
      'name',
      'test/account/own-files|test/e2e/account-files',
    ],
  ),
  ...of('src/pages/admin/admins.ts', [
    'the last administrator stays one',
    'enabled.length === 1 && enabled[0]?.username === user.username',
    'enabled.length === 0',
    'test/e2e/admin|test/sessions/administration',
  ]),
  ...of('src/pages/account/deletion.controller.ts', [
    'no administrator deletes themself',
    "if (isAdmin(groups)) return { kind: 'refused', reason: 'is_administrator' };",
    '',
    'test/e2e/account-deletion',
  ]),
  ...of('src/telemetry/cleaned.ts', [
    'others’ words break no line of the log',
    ".replaceAll(UNSEEN, ' ')",
    '',
    'src/telemetry/cleaned',
  ]),
  ...of('src/http/failures/failure-answers.ts', [
    'half an answer looks like no whole one',
    'request.socket.resetAndDestroy();',
    'response.end();',
    'test/proxy|test/e2e/api',
  ]),
  ...of(
    'src/front-end/front-end.ts',
    [
      'the product goes before a front end',
      'path === undefined || places.areOurs(path)',
      'path === undefined',
      'test/e2e/front-end',
    ],
    [
      'a page is for navigations',
      "mayBeAPage(path) && kindOf(request) === 'navigation'",
      'mayBeAPage(path)',
      'test/e2e/front-end',
    ],
    ['missing files are missing', 'mayBeAPage(path) && ', '', 'test/e2e/front-end'],
    [
      'routes of somebody’s own count',
      'new Set([...OWN, ...this.declared()])',
      'new Set(OWN)',
      'test/e2e/front-end',
    ],
    [
      'further APIs go first',
      'isAtOrBelow(lower, prefix)',
      'isAtOrBelow(path, prefix)',
      'test/e2e/front-end',
    ],
  ),
  ...of('src/front-end/asked-path.ts', [
    'a path has one reading',
    '!UNCLEAR.test(segment) &&',
    '',
    'src/front-end',
  ]),
  ...of('src/front-end/hashed-name.ts', [
    'a page is never kept for ever',
    'if (!KIND.test(file)) return false;',
    '',
    'src/front-end',
  ]),
  ...of(
    'src/config/web-root.ts',
    ['hidden files stay hidden', 'if (isHidden(entry.name)) continue;', '', 'test/web-root'],
    ['no link leads out, or to what is hidden', ' && !way.some(isHidden)', '', 'test/web-root'],
    ['sources aren’t served', "if (paths.has('/package.json')) {", 'if (false) {', 'test/web-root'],
  ),
  ...of(
    'src/config/policy-sources.ts',
    [
      'a name is no directive',
      '.map(encodeURIComponent)',
      '.map(String)',
      'src/config/policy-sources',
    ],
    ['an API’s answer is no script', ' || holdsApi ? path', ' ? path', 'src/config/policy-sources'],
  ),
];
