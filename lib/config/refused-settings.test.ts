import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { pair, signingKeys } from '../auth/tokens/testing-keys'
import { AUTH_SECRET, type Env, es256, OTHER, refusal, refusedNames } from './testing'

/** That key with members changed; undefined takes one out. */
const changed = (more: object) => signingKeys({ jwk: { ...es256.jwk, ...more } })
const weak = 'not-a-very-good-secret'

/** What a developer reads, and of what. */
const refusals: [line: RegExp, ...environments: Env[]][] = [
  [/^AUTH_SECRET is missing\. Run "npm start", which makes one/, { AUTH_SECRET: '' }],
  [/^AUTH_SECRET is too short: 16 bytes of the 32 needed\. Set at/, { AUTH_SECRET: weak }],
  [/^AUTH_SECRET repeats itself\. Set at least 32/, { AUTH_SECRET: 'Ab1'.repeat(20) }],
  [
    /^AUTH_SECRET looks like a placeholder\. Set at least 32/,
    { AUTH_SECRET: `change-me-${randomBytes(32).toString('hex')}` },
  ],
  [/^AUTH_SECRET is not base64url/, { AUTH_SECRET: `${AUTH_SECRET}+/==` }, { AUTH_SECRET: ' ' }],
  [/^AUTH_SECRET_PREVIOUS is too short/, { AUTH_SECRET_PREVIOUS: weak }],
  [
    /^AUTH_SECRET_PREVIOUS is the same as AUTH_SECRET\. Remove it\.$/,
    { AUTH_SECRET_PREVIOUS: AUTH_SECRET },
  ],
  [/^AUTH_PEPPER is .* Keep the one in use as AUTH_PEPPER_PREVIOUS/, { AUTH_PEPPER: weak }],
  [/^AUTH_PEPPER is the same as AUTH_SECRET\. Set another one\.$/, { AUTH_PEPPER: AUTH_SECRET }],
  // feature: metrics
  [
    /^METRICS_TOKEN is the same as AUTH_SECRET\. Set another one\.$/,
    { METRICS_TOKEN: AUTH_SECRET },
  ],
  ...['AUTH_SECRET_PREVIOUS', 'AUTH_PEPPER', 'AUTH_PEPPER_PREVIOUS'].map((name): [RegExp, Env] => [
    new RegExp(`^METRICS_TOKEN is the same as ${name}\\. Set another one\\.$`),
    { METRICS_TOKEN: OTHER, [name]: OTHER },
  ]),
  // /feature: metrics
  [
    /^AUTH_PEPPER_PREVIOUS is the same as AUTH_PEPPER\. Remove it\.$/,
    { AUTH_PEPPER: OTHER, AUTH_PEPPER_PREVIOUS: OTHER },
  ],
  [
    /^AUTH_ALGORITHM must be "HS256" \(by AUTH_SECRET\), "Ed25519", "ES256" or "PS256"/,
    ...['RS256', 'none', 'hs256', 'EdDSA', ' ES256'].map((algorithm) => ({
      AUTH_ALGORITHM: algorithm,
      AUTH_SIGNING_KEYS: signingKeys(es256),
    })),
  ],
  [
    /^AUTH_SIGNING_KEYS is missing.*npm run keys -- generate --algorithm ES256$/,
    { AUTH_ALGORITHM: 'ES256' },
  ],
  [/^AUTH_SIGNING_KEYS is of no use under HS256/, { AUTH_SIGNING_KEYS: signingKeys(es256) }],
  [
    /^AUTH_SIGNING_KEYS key 1 has 2048 bits of the 3072/,
    { AUTH_ALGORITHM: 'PS256', AUTH_SIGNING_KEYS: signingKeys(pair('PS256', 2048)) },
  ],
  [
    /^AUTH_SIGNING_KEYS key 1 is a public key/,
    { AUTH_ALGORITHM: 'ES256', AUTH_SIGNING_KEYS: changed({ d: undefined }) },
  ],
  [
    /^AUTH_SIGNING_KEYS begins with a key for ES256/,
    { AUTH_ALGORITHM: 'Ed25519', AUTH_SIGNING_KEYS: signingKeys(es256) },
  ],
  [
    /^AUTH_SIGNING_KEYS has two keys with one kid/,
    { AUTH_ALGORITHM: 'ES256', AUTH_SIGNING_KEYS: signingKeys(es256, es256) },
  ],
  [
    /^APP_URL must be https/,
    { APP_URL: 'http://app.example.com' },
    { APP_URL: 'http://192.168.1.5:3000' },
    { APP_URL: 'http://0.0.0.0:3000' },
    { APP_URL: 'http://localhost.' },
    { APP_URL: 'http://localhost.example.com' },
    { APP_URL: 'http://notlocalhost' },
    { APP_URL: 'http://127.0.0.1.example.com' },
    { APP_URL: 'http://[::2]:3000' },
    { APP_URL: 'http://[::ffff:127.0.0.1]' },
  ],
  [
    /^APP_URL must be an origin and nothing more\. Set it to https:\/\/app\.example\.com\.$/,
    { APP_URL: 'https://app.example.com/app' },
    { APP_URL: 'https://app.example.com/?a=b' },
    { APP_URL: 'https://app.example.com/#a' },
    { APP_URL: 'https://ada:hunter2@app.example.com' },
  ],
  [
    /^APP_URL must be an origin, such/,
    ...['app.example.com', 'localhost:3000', '//a', 'ftp://a', 'javascript:1', '*'].map(
      (APP_URL) => ({ APP_URL }),
    ),
  ],
  [
    /^AUTH_BREACH_CHECK must be "on", "off" or the https address of a service/,
    ...['true', 'ON', 'pwnedpasswords.com', 'http://pwned.example.com/range', 'file:///range'].map(
      (AUTH_BREACH_CHECK) => ({ AUTH_BREACH_CHECK }),
    ),
    { AUTH_BREACH_CHECK: 'https://me:hunter2@pwned.example.com' },
    { AUTH_BREACH_CHECK: 'https://pwned.example.com/range?mode=ntlm' },
  ],
  [
    /^AUTH_ISSUER must be a web address/,
    { AUTH_ISSUER: 'our server' },
    { AUTH_ISSUER: 'javascript:1' },
    { AUTH_ISSUER: ' https://id.example.com' },
    { AUTH_ISSUER: 'https://me:hunter2@id.example.com' },
    { AUTH_ISSUER: 'https://id.example.com/?a' },
  ],
  [/^AUTH_AUDIENCE must be at most 200/, { AUTH_AUDIENCE: 'x'.repeat(201) }],
  [/^AUTH_AUDIENCE must not be blank/, { AUTH_AUDIENCE: ' ' }, { AUTH_AUDIENCE: 'x ' }],
  [
    /^AUTH_REUSE_SCOPE must be "user" \(reuse .*\) or "session" \(only that one\)\./,
    { AUTH_REUSE_SCOPE: 'all' },
    { AUTH_REUSE_SCOPE: 'User' },
    { AUTH_REUSE_SCOPE: 'constructor' },
  ],
  [/^DATABASE_URL must start with/, { DATABASE_URL: 'mysql://x' }, { DATABASE_URL: './x.db' }],
  [/^DATABASE_URL leads to another machine/, { DATABASE_URL: 'postgres://u:hunter2@db/x' }],
  [/^DATABASE_SSL is for PostgreSQL/, { DATABASE_SSL: 'disable' }],
  [
    /^AUTH_ACCESS_TOKEN_TTL must not be longer/,
    { AUTH_ACCESS_TOKEN_TTL: '3601', AUTH_REFRESH_TOKEN_TTL: '3600' },
  ],
  [/^AUTH_REFRESH_TOKEN_TTL must not be longer/, { AUTH_SESSION_MAX_AGE: '604799' }],
  [
    /^AUTH_REFRESH_TOKEN_TTL must be longer than AUTH_REFRESH_COALESCE \(60 seconds\)/,
    { AUTH_ACCESS_TOKEN_TTL: '30', AUTH_REFRESH_TOKEN_TTL: '60', AUTH_REFRESH_COALESCE: '60' },
  ],
  [/^BCRYPT_COST must be at least 10/, { BCRYPT_COST: '9', APP_URL: 'https://app.example.com' }],
  [/^AUTH_REFRESH_GRACE must be at least 1 second, or 0/, { AUTH_REFRESH_GRACE: '0' }],
  [
    /^AUTH_REFRESH_COALESCE must be at least .* \(11\), or both must be 0/,
    { AUTH_REFRESH_GRACE: '1', AUTH_REFRESH_COALESCE: '10' },
    { AUTH_REFRESH_GRACE: '1', AUTH_REFRESH_COALESCE: '0' },
  ],
  [
    /^AUTH_REFRESH_COALESCE must be at least .* \(40\), or both must be 0/,
    { AUTH_REFRESH_COALESCE: '39' },
  ],
]

test.each(refusals)('when a setting is wrong, one line says %s', (line, ...environments) => {
  const secrets = [weak, 'hunter2', es256.jwk.d]
  for (const environment of environments) {
    const lines = refusal(environment)
    expect(lines, JSON.stringify(environment)).toEqual([expect.stringMatching(line)])
    expect(lines[0]).not.toContain('\n')
    const { AUTH_SECRET: secret, AUTH_PEPPER: pepper } = environment
    for (const one of [...secrets, secret, pepper]) {
      if (one && one.length > 1) expect(lines[0]).not.toContain(one)
    }
  }
})

test('when settings agree at the edge of a rule, they are taken', () => {
  const good: Env[] = [
    { AUTH_REFRESH_GRACE: '0', AUTH_REFRESH_COALESCE: '0' },
    { AUTH_REFRESH_GRACE: '1', AUTH_REFRESH_COALESCE: '11' },
    { AUTH_REFRESH_GRACE: '600', AUTH_REFRESH_COALESCE: '610' },
    { AUTH_ACCESS_TOKEN_TTL: '3600', AUTH_REFRESH_TOKEN_TTL: '3600' },
    { AUTH_SESSION_MAX_AGE: '604800' },
    { BCRYPT_COST: '4', APP_URL: 'http://localhost:3000' },
    { AUTH_AUDIENCE: 'x'.repeat(200) },
    { AUTH_PEPPER_PREVIOUS: OTHER },
    { DATABASE_URL: 'postgres://db/x', DATABASE_SSL: 'verify-full', DATABASE_CA: '-----\nabc\n' },
  ]
  for (const environment of good) expect(refusal(environment)).toEqual([])
})

test('when a setting holds a character that no one sees, it is refused by its name', () => {
  const values = {
    APP_URL: 'https://app.exa?mple.com',
    AUTH_ISSUER: 'https://id.exa?mple.com',
    AUTH_AUDIENCE: 'my?app',
    AUTH_REVOCATION: 'imme?diate',
    DATABASE_URL: 'file:./x?.db',
    BCRYPT_COST: '1?2',
    HOSTNAME: 'local?host',
  }
  for (const character of ['\n', '\r', '\t', '\x7f', '\x85', '\u200b', '\u202e', '\u2028']) {
    for (const [name, value] of Object.entries(values)) {
      expect(refusedNames({ [name]: value.replace('?', character) }), name).toEqual([name])
    }
  }
})

test('when several settings are wrong, all are named at once, and what follows from a wrong one is not', () => {
  const names = refusedNames({
    AUTH_SECRET: 'short',
    APP_URL: 'ftp://x',
    BCRYPT_COST: '1',
    AUTH_TYPO: '1',
    AUTH_REFRESH_GRACE: '600',
    AUTH_SESSION_MAX_AGE: 'x',
    AUTH_REFRESH_TOKEN_TTL: '31536000',
  })
  expect(names.sort()).toEqual([
    'APP_URL',
    'AUTH_REFRESH_COALESCE',
    'AUTH_SECRET',
    'AUTH_SESSION_MAX_AGE',
    'AUTH_TYPO',
    'BCRYPT_COST',
  ])
})
