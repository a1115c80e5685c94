/** What a developer reads of each wrong setting. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { SECRET } from '../auth/testing'
import { pair, signingKeys } from '../auth/tokens/testing-keys'
import { parseConfig } from './config'

const es256 = pair('ES256')
/** That key with members changed; undefined takes one out. */
const changed = (more: object) => signingKeys({ jwk: { ...es256.jwk, ...more } })

const weak = 'not-a-very-good-secret'
const cases: [title: string, env: Record<string, string>, line: RegExp][] = [
  ['no secret', { AUTH_SECRET: '' }, /^AUTH_SECRET is missing\. .*npm start/],
  ['a short secret', { AUTH_SECRET: weak }, /^AUTH_SECRET is too short: .* Set at least 32/],
  [
    'a repeated secret',
    { AUTH_SECRET: 'Ab1'.repeat(20) },
    /^AUTH_SECRET repeats itself\. Set at least 32/,
  ],
  [
    'a placeholder as the secret',
    { AUTH_SECRET: `change-me-${randomBytes(32).toString('hex')}` },
    /^AUTH_SECRET looks like a placeholder\. Set at least 32/,
  ],
  [
    'a short previous secret',
    { AUTH_SECRET_PREVIOUS: weak },
    /^AUTH_SECRET_PREVIOUS is too short: .* Set at least 32/,
  ],
  ['an algorithm there is not', { AUTH_ALGORITHM: 'RS256' }, /^AUTH_ALGORITHM must be HS256, /],
  [
    'key pairs that are not there',
    { AUTH_ALGORITHM: 'ES256' },
    /^AUTH_SIGNING_KEYS is missing.*npm run keys -- generate --algorithm ES256$/,
  ],
  [
    'key pairs that nothing would use',
    { AUTH_SIGNING_KEYS: signingKeys(es256) },
    /^AUTH_SIGNING_KEYS is of no use under HS256/,
  ],
  [
    'a short RSA key',
    { AUTH_ALGORITHM: 'PS256', AUTH_SIGNING_KEYS: signingKeys(pair('PS256', 2048)) },
    /^AUTH_SIGNING_KEYS key 1 has 2048 bits of the 3072/,
  ],
  [
    'a public key',
    { AUTH_ALGORITHM: 'ES256', AUTH_SIGNING_KEYS: changed({ d: undefined }) },
    /^AUTH_SIGNING_KEYS key 1 is a public key/,
  ],
  [
    'a key for another algorithm',
    { AUTH_ALGORITHM: 'Ed25519', AUTH_SIGNING_KEYS: signingKeys(es256) },
    /^AUTH_SIGNING_KEYS begins with a key for ES256/,
  ],
  [
    'a key twice',
    { AUTH_ALGORITHM: 'ES256', AUTH_SIGNING_KEYS: signingKeys(es256, es256) },
    /^AUTH_SIGNING_KEYS has two keys with one kid/,
  ],
  ['plain http on a public host', { APP_URL: 'http://app.example.com' }, /^APP_URL must be https/],
  ['APP_URL with a path', { APP_URL: 'https://a.example/x' }, /^APP_URL .* https:\/\/a\.example/],
  ['words for a number', { AUTH_REFRESH_GRACE: 'soon' }, /^AUTH_REFRESH_GRACE must be a whole/],
  [
    'coalesce shorter than grace and the client time-out',
    { AUTH_REFRESH_GRACE: '30', AUTH_REFRESH_COALESCE: '39' },
    /^AUTH_REFRESH_COALESCE must be at least .*\(40\)/,
  ],
  ['another scope', { AUTH_REUSE_SCOPE: 'all' }, /^AUTH_REUSE_SCOPE must be "user" .* "session"/],
  [
    'a cheap hash where others reach it',
    { BCRYPT_COST: '9', APP_URL: 'https://app.example.com' },
    /^BCRYPT_COST must be at least 10/,
  ],
  ['a database of another kind', { DATABASE_URL: 'mysql://x' }, /^DATABASE_URL must start with/],
  ['a misspelt name', { AUTH_REFRESH_GRACEE: '30' }, /^AUTH_REFRESH_GRACEE is not a setting/],
  [
    'a token that outlives its session',
    { AUTH_ACCESS_TOKEN_TTL: '86400', AUTH_REFRESH_TOKEN_TTL: '3600' },
    /^AUTH_ACCESS_TOKEN_TTL must not be longer/,
  ],
]

test('when a setting is wrong, one line names it, says what to do, and repeats no secret', () => {
  for (const [title, env, line] of cases) {
    const parsed = parseConfig({ AUTH_SECRET: SECRET, ...env })
    const lines = parsed.ok ? [] : parsed.problems.map(({ name, message }) => `${name} ${message}`)
    expect(lines, title).toEqual([expect.stringMatching(line)])
    const secrets = [env.AUTH_SECRET, env.AUTH_SECRET_PREVIOUS, es256.jwk.d]
    for (const secret of secrets) if (secret) expect(lines.join('\n')).not.toContain(secret)
  }
})
