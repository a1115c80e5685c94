import { createHmac, hkdfSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { SECRET, testConfig } from '../../lib/auth/testing'
import { type KeySettings, keysOf, type NamedKey } from '../../lib/auth/tokens/keys'
import { pair, signingKeys } from '../../lib/auth/tokens/testing-keys'

const OTHER = 'Zp3LwQ8vT1nXrY6uB0mKd5sHj9GfCa2EoI4tWkVqN7M'
const PURPOSES = [
  ['accessToken', 'hallpass access token v1'],
  ['refreshToken', 'hallpass refresh token v1'],
] as const

const settings = (secret = SECRET, previousSecret: string | null = null): KeySettings => ({
  secret,
  previousSecret,
  signingKeys: [],
})

/** What only the holder of the key can say. */
async function mac({ key }: NamedKey): Promise<string> {
  const signature = await crypto.subtle.sign('HMAC', key, Buffer.from('a message'))
  return Buffer.from(signature).toString('hex')
}

describe.each(PURPOSES)('the key of %s', (purpose, label) => {
  const signing = async (secret?: string) => (await keysOf(settings(secret)))[purpose].signing

  test('when it is derived, it equals HKDF-SHA-256 of the secret and its label', async () => {
    const raw = Buffer.from(hkdfSync('sha256', SECRET, '', label, 32))
    const expected = createHmac('sha256', raw).update('a message').digest('hex')
    expect(await mac(await signing())).toBe(expected)
  })

  test('when it is named, the name is derived separately and is no part of it', async () => {
    const raw = Buffer.from(hkdfSync('sha256', SECRET, '', label, 32)).toString('hex')
    const { kid } = await signing()
    const name = hkdfSync('sha256', SECRET, '', `${label} kid`, 8)
    expect(kid).toBe(Buffer.from(name).toString('hex'))
    expect(raw).not.toContain(kid)
  })

  test('when the secret changes, the key and its name change', async () => {
    const [first, second, again] = [await signing(), await signing(OTHER), await signing()]
    expect(second.kid).not.toBe(first.kid)
    expect(await mac(second)).not.toBe(await mac(first))
    expect([again.kid, await mac(again)]).toEqual([first.kid, await mac(first)])
  })

  test('when code tries to export it, that is refused', async () => {
    const { key } = await signing()
    expect(key.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
  })

  test('when it is of the previous secret, it verifies and does not sign', async () => {
    const { signing: now, verifying } = (await keysOf(settings(OTHER, SECRET)))[purpose]
    const before = await signing()
    expect([...verifying.keys()]).toEqual([now.kid, before.kid])
    expect(now.kid).toBe((await signing(OTHER)).kid)
    expect(await mac(verifying.get(before.kid) as NamedKey)).toBe(await mac(before))
  })
})

test('when one secret gives two keys, they differ in key and name', async () => {
  const { accessToken, refreshToken } = await keysOf(settings())
  expect(await mac(accessToken.signing)).not.toBe(await mac(refreshToken.signing))
  expect(accessToken.signing.kid).not.toBe(refreshToken.signing.kid)
})

test('when two settings are asked for at once, each has its own keys, made once', async () => {
  const both = [settings(), settings(OTHER)] as const
  const asked = Array.from({ length: 20 }, (_, index) => both[index % 2] ?? both[0])
  const made = await Promise.all(asked.map(keysOf))
  expect(new Set(made).size).toBe(2)
  expect(made[0]?.accessToken.signing.kid).not.toBe(made[1]?.accessToken.signing.kid)
})

const two = [pair('ES256'), pair('Ed25519')]
const config = testConfig({ AUTH_ALGORITHM: 'ES256', AUTH_SIGNING_KEYS: signingKeys(...two) })

test('when there are several signing keys, the first signs, all verify, and none can be exported', async () => {
  const { signing, verifying } = (await keysOf(config)).accessToken
  expect({ kid: signing.kid, alg: signing.alg }).toEqual({ kid: two[0]?.kid, alg: 'ES256' })
  expect([...verifying.values()].map(({ kid, alg }) => ({ kid, alg }))).toEqual(
    two.map(({ kid, alg }) => ({ kid, alg })),
  )
  expect(signing.key.type).toBe('private')
  expect(signing.key.extractable).toBe(false)
  for (const { key } of verifying.values()) expect(key.type).toBe('public')
})

test('when there are signing keys, AUTH_SECRET verifies refresh tokens only', async () => {
  const { accessToken, refreshToken } = await keysOf(config)
  const symmetric = await keysOf(settings())
  expect(accessToken.verifying.has(symmetric.accessToken.signing.kid)).toBe(false)
  expect([...refreshToken.verifying.keys()]).toEqual([symmetric.refreshToken.signing.kid])
})
