/** Runs alone: it reads the settings of the process for the first time. */
import { expect, test, vi } from 'vitest'
import { signingKeys } from '../auth/tokens/testing-keys'
import { NAME } from '../brand'
import { config, missingSettings } from './config'
import { SETTINGS } from './settings'
import { AUTH_SECRET, type Env, es256, OTHER, refusal, refusedNames, settings } from './testing'

test('when there is a secret alone, everything has its default', () => {
  const defaults = Object.entries(SETTINGS).map(([key, row]) => [key, row.default])
  expect(settings()).toEqual({
    ...Object.fromEntries(defaults),
    secret: AUTH_SECRET,
    signingKeys: [],
    issuer: 'http://localhost:3000',
    publicOrigin: 'http://localhost:3000',
    emailVerification: 'optional',
    mailFrom: `${NAME} <no-reply@localhost>`,
    secure: false,
    publicPort: 3000,
  })
})

test('when a setting is empty, it counts as unset', () => {
  for (const { name } of Object.values(SETTINGS)) {
    if (name === 'AUTH_SECRET') expect(refusedNames({ [name]: '' })).toEqual([name])
    else expect(settings({ [name]: '' }), name).toEqual(settings())
  }
})

test('when a setting is given, it goes to its own place', () => {
  const given: Env = {
    AUTH_SECRET_PREVIOUS: OTHER,
    AUTH_PEPPER: `${OTHER}x`,
    AUTH_PEPPER_PREVIOUS: 'an old one ',
    AUTH_ALGORITHM: 'ES256',
    AUTH_SIGNING_KEYS: signingKeys(es256),
    AUTH_ISSUER: 'https://id.example.com/a/',
    AUTH_AUDIENCE: 'my app',
    AUTH_BREACH_CHECK: 'https://pwned.example.com/range',
    AUTH_ACCESS_TOKEN_TTL: '61',
    AUTH_REFRESH_TOKEN_TTL: '3602',
    AUTH_SESSION_MAX_AGE: '3603',
    AUTH_REFRESH_GRACE: '14',
    AUTH_REFRESH_COALESCE: '65',
    BCRYPT_THREADS: '2',
  }
  expect(settings(given)).toMatchObject({
    secret: AUTH_SECRET,
    previousSecret: OTHER,
    pepper: `${OTHER}x`,
    previousPepper: 'an old one ',
    algorithm: 'ES256',
    signingKeys: [es256.jwk],
    issuer: 'https://id.example.com/a/',
    audience: 'my app',
    breachCheck: 'https://pwned.example.com/range',
    accessTokenTtl: 61,
    refreshTokenTtl: 3602,
    sessionMaxAge: 3603,
    refreshGrace: 14,
    refreshCoalesce: 65,
    bcryptThreads: 2,
  })
})

test('when a number is within its range, it is taken, and nothing else is', () => {
  for (const row of Object.values(SETTINGS)) {
    if (row.kind !== 'seconds' && row.kind !== 'count') continue
    const { name, min, max } = row
    // Whatever else these limits contradict, it is not the fault of the number.
    const own = (value: unknown) =>
      refusal({ [name]: String(value) }).filter((line) => /must be a whole number/.test(line))
    for (const value of [min, max]) expect(own(value), name).toEqual([])
    const others = [min - 1, max + 1, 'many', '1e3', '0x10', '10.5', '+9', ' 9', '9\n', '１２']
    for (const value of others) {
      expect(own(value)[0], `${value}`).toMatch(`${name} must be a whole number from ${min} to`)
    }
  }
})

test('when APP_URL is an origin, it says whether cookies are secure, and which port they name', () => {
  for (const [given, appUrl, secure, publicPort] of [
    ['https://app.example.com', 'https://app.example.com', true, 443],
    ['HTTPS://App.Example.COM/', 'https://app.example.com', true, 443],
    ['https://app.example.com:8443', 'https://app.example.com:8443', true, 8443],
    ['http://localhost:4000', 'http://localhost:4000', false, 4000],
    ['http://localhost', 'http://localhost', false, 80],
    ['http://app.localhost:3000', 'http://app.localhost:3000', false, 3000],
    ['http://127.8.9.1', 'http://127.8.9.1', false, 80],
    ['http://[::1]:3000', 'http://[::1]:3000', false, 3000],
    ['', null, false, 3100],
  ] as const) {
    const { issuer, ...found } = settings({ APP_URL: given, PORT: '3100' })
    expect(found).toMatchObject({ appUrl, secure, publicPort })
    expect(issuer).toBe(appUrl ?? 'http://localhost:3000')
  }
})

test('when the settings of the process are read, it is once, and a wrong one is named', () => {
  vi.stubEnv('AUTH_SECRET', 'short')
  vi.stubEnv('BCRYPT_COST', '3')
  expect(() => config()).toThrow(/^AUTH_SECRET is too short.*\nBCRYPT_COST must be/)
  vi.stubEnv('AUTH_SECRET', AUTH_SECRET)
  vi.stubEnv('BCRYPT_COST', '11')
  expect(config().bcryptCost).toBe(11)
  vi.stubEnv('BCRYPT_COST', '12')
  expect(config().bcryptCost).toBe(11)
})

test('when a public app has no mail server, a warning says what to do; any other app starts without one', () => {
  const APP_URL = 'https://app.example.com'
  const warned = (environment: Env) =>
    missingSettings(settings(environment)).map(({ name, message }) => `${name} ${message}`)
  expect(warned({ APP_URL })).toEqual([
    expect.stringMatching(/^SMTP_URL is not set: no mail is sent.* Set it/),
  ])
  expect(warned({ APP_URL, SMTP_URL: 'smtp://mail.example.com' })).toEqual([])
  expect(warned({})).toEqual([])
  expect(warned({ APP_URL: 'http://localhost:3000' })).toEqual([])
})
