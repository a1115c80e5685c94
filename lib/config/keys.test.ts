import { describe, expect, test } from 'vitest'
import { pair, signingKeys } from '../auth/tokens/testing-keys'
import { parseConfig } from './config'

const AUTH_SECRET = '9vXk2mQe7Jr0ZbW4nLhT6yUcA1sDfGpO8iKxNzBvC3w'
const OTHER = 'Zp3LwQ8vT1nXrY6uB0mKd5sHj9GfCa2EoI4tWkVqN7M'
const ec = pair('ES256')

const parse = (environment: Record<string, string>) => parseConfig({ AUTH_SECRET, ...environment })
function settings(environment: Record<string, string>) {
  const parsed = parse(environment)
  if (!parsed.ok) throw new Error(parsed.problems.map(({ name }) => name).join())
  return parsed.config
}
function problems(environment: Record<string, string>) {
  const parsed = parse(environment)
  return parsed.ok ? [] : parsed.problems
}

describe('AUTH_SECRET_PREVIOUS', () => {
  test('goes to its own place', () => {
    const { secret, previousSecret } = settings({ AUTH_SECRET_PREVIOUS: OTHER })
    expect({ secret, previousSecret }).toEqual({ secret: AUTH_SECRET, previousSecret: OTHER })
  })

  test.each([
    ['short', 'kS9w2LxQ', /^is too short: 6 bytes of the 32 needed\. Set at least 32/],
    ['a placeholder', 'your-256-bit-secret-your-256-bit-secret-1234', /^looks like a placeholder/],
    ['repeated', 'Ab1'.repeat(20), /^repeats itself/],
    ['AUTH_SECRET again', AUTH_SECRET, /^is the same as AUTH_SECRET\. Remove it\.$/],
  ])('%s is refused, and not repeated', (_, value, message) => {
    const found = problems({ AUTH_SECRET_PREVIOUS: value })
    expect(found).toEqual([
      { name: 'AUTH_SECRET_PREVIOUS', message: expect.stringMatching(message) },
    ])
    expect(JSON.stringify(found)).not.toContain(value)
  })
})

describe('AUTH_PEPPER and AUTH_PEPPER_PREVIOUS', () => {
  test('when both are set, each goes to its own place, and either may be alone', () => {
    const both = settings({ AUTH_PEPPER: OTHER, AUTH_PEPPER_PREVIOUS: 'an old one' })
    expect(both).toMatchObject({ pepper: OTHER, previousPepper: 'an old one' })
    const next = settings({ AUTH_PEPPER_PREVIOUS: OTHER })
    expect(next).toMatchObject({ pepper: null, previousPepper: OTHER })
  })

  test.each([
    ['repeated', 'a'.repeat(16), /^is too short: 8 bytes of the 32 needed\. Set at least 32/],
    ['short', 'pepper-of-15-ch', /^is too short.* Keep the one in use as AUTH_PEPPER_PREVIOUS/],
    ['repeated and long', 'Ab1'.repeat(20), /^repeats itself/],
    ['a sentence', 'a pepper that is a sentence, and long', /^is not base64url/],
    ['AUTH_SECRET again', AUTH_SECRET, /^is the same as AUTH_SECRET\. Set another one\.$/],
  ])(
    'when the pepper is %s, it is refused as such a secret is, and not repeated',
    (_, value, message) => {
      const found = problems({ AUTH_PEPPER: value })
      expect(found).toEqual([{ name: 'AUTH_PEPPER', message: expect.stringMatching(message) }])
      expect(JSON.stringify(found)).not.toContain(value)
    },
  )

  test('when both are one, the start stops', () => {
    const message = 'is the same as AUTH_PEPPER. Remove it.'
    expect(problems({ AUTH_PEPPER: OTHER, AUTH_PEPPER_PREVIOUS: OTHER })).toEqual([
      { name: 'AUTH_PEPPER_PREVIOUS', message },
    ])
  })
})

describe('AUTH_ALGORITHM and AUTH_SIGNING_KEYS', () => {
  test('go to their own places', () => {
    const environment = { AUTH_ALGORITHM: 'ES256', AUTH_SIGNING_KEYS: signingKeys(ec) }
    const { algorithm, signingKeys: keys } = settings(environment)
    expect({ algorithm, keys }).toEqual({ algorithm: 'ES256', keys: [ec.jwk] })
    expect(settings({ AUTH_ALGORITHM: 'HS256' }).signingKeys).toEqual([])
  })

  test.each(['hs256', 'none', 'RS256', 'EdDSA', 'HS512', 'ES384', ' ES256'])(
    '%s is refused',
    (alg) => {
      const found = problems({ AUTH_ALGORITHM: alg, AUTH_SIGNING_KEYS: signingKeys(ec) })
      expect(found).toEqual([
        {
          name: 'AUTH_ALGORITHM',
          message: expect.stringMatching(/^must be HS256, Ed25519, ES256/),
        },
      ])
    },
  )

  test('keys that are missing, and keys that nothing would use, are refused', () => {
    expect(problems({ AUTH_ALGORITHM: 'PS256' })).toEqual([
      {
        name: 'AUTH_SIGNING_KEYS',
        message: expect.stringMatching(/^is missing.*npm run keys -- generate --algorithm PS256$/),
      },
    ])
    expect(problems({ AUTH_SIGNING_KEYS: signingKeys(ec) })).toEqual([
      { name: 'AUTH_SIGNING_KEYS', message: expect.stringMatching(/^is of no use under HS256/) },
    ])
  })

  test('what is wrong with a set is told with what is wrong elsewhere, and no key is repeated', () => {
    const broken = JSON.stringify({ keys: [{ ...ec.jwk, use: 'enc' }] })
    const found = problems({
      AUTH_ALGORITHM: 'ES256',
      AUTH_SIGNING_KEYS: broken,
      AUTH_SECRET: 'short',
      BCRYPT_COST: '3',
    })
    expect(found.map(({ name }) => name)).toEqual([
      'AUTH_SECRET',
      'AUTH_SIGNING_KEYS',
      'BCRYPT_COST',
    ])
    expect(JSON.stringify(found)).not.toContain(ec.jwk.d)
  })
})
