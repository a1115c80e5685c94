/** Runs alone: it reads the settings of the process for the first time. */

import { describe, expect, test, vi } from 'vitest'
import { DEFAULT_DATABASE_URL } from '../../db/address.mjs'
import { AUDIENCE } from '../brand'
import { isLoopbackHost } from './app-url'
import { config, databaseDialect, parseConfig } from './config'

const AUTH_SECRET = '9vXk2mQe7Jr0ZbW4nLhT6yUcA1sDfGpO8iKxNzBvC3w'

function settings(environment: Record<string, string> = {}) {
  const parsed = parseConfig({ AUTH_SECRET, ...environment })
  if (!parsed.ok) throw new Error(parsed.problems.map(({ name }) => name).join())
  return parsed.config
}
function problems(environment: Record<string, string | undefined>) {
  const parsed = parseConfig({ AUTH_SECRET, ...environment })
  return parsed.ok ? [] : parsed.problems
}

test('with a secret alone everything has its default', () => {
  expect(settings()).toEqual({
    appUrl: null,
    secure: false,
    publicPort: 3000,
    secret: AUTH_SECRET,
    previousSecret: null,
    algorithm: 'HS256',
    signingKeys: [],
    issuer: 'http://localhost:3000',
    audience: AUDIENCE,
    accessTokenTtl: 900,
    refreshTokenTtl: 604_800,
    sessionMaxAge: 2_592_000,
    refreshGrace: 30,
    refreshCoalesce: 60,
    reuseScope: 'user',
    signOutClears: 'storage',
    revocation: 'immediate',
    maxSessions: 100,
    stepUpTtl: 600,
    passwordMinLength: 8,
    bcryptCost: 12,
    bcryptThreads: null,
    pepper: null,
    previousPepper: null,
    databaseUrl: DEFAULT_DATABASE_URL,
    trustedProxies: 0,
    webConcurrency: 1,
  })
})

test('the port that people see is that of APP_URL, or the one that is listened on', () => {
  for (const [environment, port] of [
    [{}, 3000],
    [{ PORT: '3100' }, 3100],
    [{ APP_URL: 'http://localhost:4000', PORT: '3100' }, 4000],
    [{ APP_URL: 'http://localhost' }, 80],
    [{ APP_URL: 'https://app.example.com' }, 443],
  ] as const) {
    expect(settings(environment).publicPort).toBe(port)
  }
})

const NAMES = [
  'APP_URL',
  'AUTH_ALGORITHM',
  'AUTH_SECRET_PREVIOUS',
  'AUTH_SIGNING_KEYS',
  'AUTH_REVOCATION',
  'AUTH_EMAIL_VERIFICATION',
  'AUTH_ISSUER',
  'AUTH_AUDIENCE',
  'AUTH_ACCESS_TOKEN_TTL',
  'AUTH_REFRESH_TOKEN_TTL',
  'AUTH_SESSION_MAX_AGE',
  'AUTH_REFRESH_GRACE',
  'AUTH_REFRESH_COALESCE',
  'AUTH_REUSE_SCOPE',
  'AUTH_SIGN_OUT_CLEARS',
  'AUTH_STEP_UP_TTL',
  'AUTH_PASSWORD_MIN_LENGTH',
  'AUTH_PEPPER',
  'AUTH_PEPPER_PREVIOUS',
  'BCRYPT_COST',
  'BCRYPT_THREADS',
  'DATABASE_URL',
  'TRUSTED_PROXIES',
  'PORT',
  'WEB_CONCURRENCY',
]
test.each(NAMES)('an empty %s counts as unset', (name) => {
  expect(settings({ [name]: '' })).toEqual(settings())
})

describe('AUTH_SECRET', () => {
  test.each([
    [
      'missing',
      undefined,
      /^is missing\. Run "npm start", which makes one, or set the output of: /,
    ],
    ['empty', '', /^is missing\./],
    ['short', 'kS9w2LxQ', /^is too short: 6 bytes of the 32 needed\. Set at least 32 random bytes/],
    ['a word', 'your-256-bit-secret-your-256-bit-secret-1234', /^looks like a placeholder\. Set /],
    ['not base64url', `${AUTH_SECRET}+/==`, /^is not base64url .*\. Set /],
    ['a blank', ' ', /^is not base64url .*\. Set /],
  ])('%s: one line that says what to do and does not repeat it', (_, secret, expected) => {
    const found = problems({ AUTH_SECRET: secret })
    expect(found).toEqual([{ name: 'AUTH_SECRET', message: expect.stringMatching(expected) }])
    expect(found[0]?.message).not.toContain('\n')
    if (secret && secret.length > 1) expect(JSON.stringify(found)).not.toContain(secret)
  })
})

describe('numbers', () => {
  const NO_NUMBERS = ['many', '1e3', '0x10', '10.5', '+9', ' 9', '9\n', '１２']

  test.each([
    ['AUTH_ACCESS_TOKEN_TTL', 1, 86_400],
    ['AUTH_REFRESH_TOKEN_TTL', 60, 31_536_000],
    ['AUTH_SESSION_MAX_AGE', 60, 31_536_000],
    ['AUTH_REFRESH_GRACE', 0, 600],
    ['AUTH_REFRESH_COALESCE', 0, 3_600],
    ['AUTH_PASSWORD_MIN_LENGTH', 8, 64],
    ['BCRYPT_COST', 4, 16],
    ['BCRYPT_THREADS', 1, 64],
    ['TRUSTED_PROXIES', 0, 16],
    ['PORT', 1, 65_535],
  ] as const)('%s takes %s from %i to %i and nothing else', (name, min, max) => {
    // Whatever else these limits contradict, it is not this setting's own fault.
    const own = (value: string) =>
      problems({ [name]: value }).filter(
        (problem) => problem.name === name && /must be a whole number/.test(problem.message),
      )
    for (const value of [min, max]) expect(own(String(value))).toEqual([])
    for (const value of [min - 1, max + 1, ...NO_NUMBERS]) {
      const message = `must be a whole number from ${min} to ${max}`
      expect(own(String(value))[0]?.message, String(value)).toContain(message)
    }
  })

  test('each goes to its own place', () => {
    const environment = {
      AUTH_ACCESS_TOKEN_TTL: '61',
      AUTH_REFRESH_TOKEN_TTL: '3602',
      AUTH_SESSION_MAX_AGE: '3603',
      AUTH_REFRESH_GRACE: '14',
      AUTH_REFRESH_COALESCE: '65',
      AUTH_MAX_SESSIONS: '5',
      AUTH_STEP_UP_TTL: '60',
      AUTH_PASSWORD_MIN_LENGTH: '16',
      BCRYPT_COST: '11',
      BCRYPT_THREADS: '2',
      TRUSTED_PROXIES: '3',
      PORT: '4000',
    }
    expect(settings(environment)).toMatchObject({
      accessTokenTtl: 61,
      refreshTokenTtl: 3602,
      sessionMaxAge: 3603,
      refreshGrace: 14,
      refreshCoalesce: 65,
      maxSessions: 5,
      stepUpTtl: 60,
      passwordMinLength: 16,
      bcryptCost: 11,
      bcryptThreads: 2,
      trustedProxies: 3,
    })
  })
})

describe('APP_URL', () => {
  test.each([
    ['https://app.example.com', 'https://app.example.com', true],
    ['https://app.example.com/', 'https://app.example.com', true],
    ['HTTPS://App.Example.COM', 'https://app.example.com', true],
    ['https://app.example.com:443', 'https://app.example.com', true],
    ['https://app.example.com:8443', 'https://app.example.com:8443', true],
    ['https://localhost:3000', 'https://localhost:3000', true],
    ['http://localhost:3000', 'http://localhost:3000', false],
    ['http://localhost', 'http://localhost', false],
    ['http://app.localhost:3000', 'http://app.localhost:3000', false],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000', false],
    ['http://127.8.9.1', 'http://127.8.9.1', false],
    ['http://[::1]:3000', 'http://[::1]:3000', false],
  ])('%s is the origin %s, secure: %s', (given, appUrl, secure) => {
    expect(settings({ APP_URL: given })).toMatchObject({ appUrl, secure, issuer: appUrl })
  })

  test.each([
    ['http://app.example.com', /^must be https/],
    ['http://192.168.1.5:3000', /^must be https/],
    ['http://0.0.0.0:3000', /^must be https/],
    ['http://localhost.example.com', /^must be https/],
    ['http://notlocalhost', /^must be https/],
    ['http://127.0.0.1.example.com', /^must be https/],
    ['http://[::2]:3000', /^must be https/],
    ['https://app.example.com/app', /nothing more\. Set it to https:\/\/app\.example\.com\./],
    ['https://app.example.com/?a=b', /nothing more/],
    ['https://app.example.com/#a', /nothing more/],
    ['https://ada:hunter2@app.example.com', /nothing more/],
    ['app.example.com', /^must be an origin/],
    ['localhost:3000', /^must be an origin/],
    ['//app.example.com', /^must be an origin/],
    ['ftp://app.example.com', /^must be an origin/],
    ['javascript:alert(1)', /^must be an origin/],
    ['file:///etc/passwd', /^must be an origin/],
    ['https://', /^must be an origin/],
    ['*', /^must be an origin/],
  ])('%s is refused', (given, message) => {
    const found = problems({ APP_URL: given })
    expect(found).toEqual([{ name: 'APP_URL', message: expect.stringMatching(message) }])
    expect(found[0]?.message).not.toContain('hunter2')
  })

  test.each([
    ['localhost', true],
    ['a.b.localhost', true],
    ['127.0.0.1', true],
    ['[::1]', true],
    ['localhost.', false],
    ['xlocalhost', false],
    ['localhost.example', false],
    ['127.0.0.1.example', false],
    ['x127.0.0.1', false],
    ['128.0.0.1', false],
    ['[::ffff:127.0.0.1]', false],
    ['', false],
  ])('is the host %j this machine: %s', (host, expected) => {
    expect(isLoopbackHost(host)).toBe(expected)
  })
})

describe('words', () => {
  test.each([
    ['AUTH_ALGORITHM', 'HS256', 'none'],
    ['AUTH_ALGORITHM', 'HS256', 'hs256'],
    ['AUTH_REVOCATION', 'immediate', 'Immediate'],
    ['AUTH_REVOCATION', 'stateless', 'never'],
    ['AUTH_EMAIL_VERIFICATION', 'optional', 'required'],
    ['AUTH_REUSE_SCOPE', 'session', 'none'],
    ['AUTH_SIGN_OUT_CLEARS', 'nothing', 'cache'],
    ['AUTH_REUSE_SCOPE', 'user', 'User'],
    ['AUTH_ISSUER', 'https://id.example.com', 'our server'],
    ['AUTH_ISSUER', 'https://id.example.com/a/', 'javascript:1'],
    ['AUTH_ISSUER', 'http://127.0.0.1:3000', 'file:///etc/passwd'],
    ['AUTH_ISSUER', 'http://id.internal', ' https://id.example.com'],
    ['AUTH_ISSUER', 'https://id.example.com', 'https://me:word@id.example.com'],
    ['AUTH_ISSUER', 'https://id.example.com', 'https://id.example.com/?a'],
    ['AUTH_AUDIENCE', 'x'.repeat(200), 'x'.repeat(201)],
    ['AUTH_AUDIENCE', 'my app', ' '],
    ['AUTH_AUDIENCE', 'x', 'x '],
    ['DATABASE_URL', 'file:./x.db', './x.db'],
    ['DATABASE_URL', 'file:/var/lib/x.db', 'postgres://db/x'],
    ['DATABASE_URL', 'file:x', 'file:'],
  ])('%s: %s is taken, %s is refused by its name', (name, good, bad) => {
    expect(problems({ [name]: good })).toEqual([])
    expect(problems({ [name]: bad })).toEqual([{ name, message: expect.stringMatching(/\.$/) }])
  })
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
      const found = problems({ [name]: value.replace('?', character) })
      expect(found, name).toEqual([{ name, message: expect.stringMatching(/\.$/) }])
    }
  }
  const ca = '-----BEGIN CERTIFICATE-----\nabc\n'
  const remote = { DATABASE_URL: 'postgres://db.example.com/x', DATABASE_SSL: 'verify-full' }
  expect(problems({ ...remote, DATABASE_CA: ca })).toEqual([])
})

describe('contradictions', () => {
  const rotation = (grace: string, coalesce: string) =>
    problems({ AUTH_REFRESH_GRACE: grace, AUTH_REFRESH_COALESCE: coalesce })

  test.each([
    ['0', '0'],
    ['1', '11'],
    ['30', '40'],
    ['600', '610'],
  ])('grace %s and coalesce %s go together', (grace, coalesce) => {
    expect(rotation(grace, coalesce)).toEqual([])
  })

  test.each([
    ['1', '10', '11'],
    ['1', '0', '11'],
    ['30', '39', '40'],
    ['30', '0', '40'],
    ['60', '60', '70'],
  ])('grace %s and coalesce %s do not: %s it must be', (grace, coalesce, least) => {
    const message = expect.stringMatching(`\\(${least}\\), or both must be 0`)
    expect(rotation(grace, coalesce)).toEqual([{ name: 'AUTH_REFRESH_COALESCE', message }])
  })

  test('no grace at all goes with no coalescing only', () => {
    expect(rotation('0', '60').map(({ name }) => name)).toEqual(['AUTH_REFRESH_GRACE'])
  })

  test.each<[string, Record<string, string>, string[]]>([
    ['equal lives', { AUTH_ACCESS_TOKEN_TTL: '3600', AUTH_REFRESH_TOKEN_TTL: '3600' }, []],
    [
      'the short token is longer',
      { AUTH_ACCESS_TOKEN_TTL: '3601', AUTH_REFRESH_TOKEN_TTL: '3600' },
      ['AUTH_ACCESS_TOKEN_TTL'],
    ],
    ['idle as long as absolute', { AUTH_SESSION_MAX_AGE: '604800' }, []],
    ['idle longer than absolute', { AUTH_SESSION_MAX_AGE: '604799' }, ['AUTH_REFRESH_TOKEN_TTL']],
    // A refresh within the coalescing time slides nothing: such a session ends under its user.
    [
      'idle before it could ever rotate',
      { AUTH_ACCESS_TOKEN_TTL: '30', AUTH_REFRESH_TOKEN_TTL: '60', AUTH_REFRESH_COALESCE: '60' },
      ['AUTH_REFRESH_TOKEN_TTL'],
    ],
  ])('%s', (_, environment, names) => {
    expect(problems(environment).map(({ name }) => name)).toEqual(names)
  })
})

describe('misspelt', () => {
  test.each(['AUTH_SECERT', 'AUTH_', 'AUTH_REFRESH_TTL', 'BCRYPT_ROUNDS', 'AUTH_constructor'])(
    '%s is refused, and its value not repeated',
    (name) => {
      const found = problems({ [name]: 'a value' })
      expect(found).toEqual([{ name, message: expect.stringContaining('spelling') }])
      expect(found[0]?.message).not.toContain('a value')
    },
  )

  test('what is not ours is left alone', () => {
    const foreign = { AUTHOR: 'x', NODE_ENV: 'test', auth_secret: 'x', PATH: '/bin' }
    expect(problems(foreign)).toEqual([])
  })
})

test('every problem is told at once', () => {
  const wrong = { AUTH_SECRET: 'short', APP_URL: 'x', AUTH_REFRESH_GRACE: '600', AUTH_X: '1' }
  expect(
    problems(wrong)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['APP_URL', 'AUTH_REFRESH_COALESCE', 'AUTH_SECRET', 'AUTH_X'])
})

test.each([
  ['postgres://db/x', 'postgresql'],
  ['postgresql://db/x', 'postgresql'],
  ['file:./x.db', 'sqlite'],
  ['', 'sqlite'],
  [undefined, 'sqlite'],
])('DATABASE_URL %j means %s', (DATABASE_URL, dialect) => {
  expect(databaseDialect({ DATABASE_URL })).toBe(dialect)
})

test('the settings of the process are read once, and refused by lines that name them', () => {
  vi.stubEnv('AUTH_SECRET', 'short')
  vi.stubEnv('BCRYPT_COST', '3')
  expect(() => config()).toThrow(/^AUTH_SECRET is too short.*|BCRYPT_COST must be/m)
  vi.stubEnv('AUTH_SECRET', AUTH_SECRET)
  vi.stubEnv('BCRYPT_COST', '11')
  expect(config().bcryptCost).toBe(11)
  vi.stubEnv('BCRYPT_COST', '12')
  expect(config().bcryptCost).toBe(11)
})

test.each([
  ['SMTP_URL', 'smtp://127.0.0.1'],
  ['MAIL_FROM', 'app@example.com'],
  ['RATE_LIMIT', 'on'],
])('%s, which this release would not obey, is refused', (name, value) => {
  expect(problems({ [name]: value }).map((problem) => problem.name)).toEqual([name])
})

test('everything that is wrong is told at once', () => {
  const wrong = { AUTH_SECRET: 'short', APP_URL: 'ftp://x', BCRYPT_COST: '1', AUTH_TYPO: '1' }
  const names = problems(wrong).map(({ name }) => name)
  expect(names.sort()).toEqual(['APP_URL', 'AUTH_SECRET', 'AUTH_TYPO', 'BCRYPT_COST'])
})
