import { createHmac, hkdfSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { deriveKeys, type SigningKey } from './keys'
import { SECRET } from './testing'

const OTHER = 'Zp3LwQ8vT1nXrY6uB0mKd5sHj9GfCa2EoI4tWkVqN7M'
const PURPOSES = [
  ['accessToken', 'hallpass access token v1'],
  ['refreshToken', 'hallpass refresh token v1'],
] as const

/** What only the holder of the key can say. */
async function mac({ key }: SigningKey): Promise<string> {
  const signature = await crypto.subtle.sign('HMAC', key, Buffer.from('a message'))
  return Buffer.from(signature).toString('hex')
}

describe.each(PURPOSES)('the key of %s', (purpose, label) => {
  test('is HKDF-SHA-256 of the secret under its label: what Node computes, Web Crypto does', async () => {
    const raw = Buffer.from(hkdfSync('sha256', SECRET, '', label, 32))
    const expected = createHmac('sha256', raw).update('a message').digest('hex')
    expect(await mac((await deriveKeys(SECRET))[purpose])).toBe(expected)
  })

  test('has a name that is derived apart from it, and is no part of it', async () => {
    const raw = Buffer.from(hkdfSync('sha256', SECRET, '', label, 32)).toString('hex')
    const { kid } = (await deriveKeys(SECRET))[purpose]
    const name = hkdfSync('sha256', SECRET, '', `${label} kid`, 8)
    expect(kid).toBe(Buffer.from(name).toString('hex'))
    expect(raw).not.toContain(kid)
  })

  test('and its name change with the secret', async () => {
    const first = (await deriveKeys(SECRET))[purpose]
    const second = (await deriveKeys(OTHER))[purpose]
    const again = (await deriveKeys(SECRET))[purpose]
    expect(second.kid).not.toBe(first.kid)
    expect(await mac(second)).not.toBe(await mac(first))
    expect([again.kid, await mac(again)]).toEqual([first.kid, await mac(first)])
  })

  test('cannot be taken out', async () => {
    const { key } = (await deriveKeys(SECRET))[purpose]
    expect(key.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
  })
})

test('one secret gives two keys that have nothing in common', async () => {
  const { accessToken, refreshToken } = await deriveKeys(SECRET)
  expect(await mac(accessToken)).not.toBe(await mac(refreshToken))
  expect(accessToken.kid).not.toBe(refreshToken.kid)
})

test('two secrets asked for at the same time are not mixed up', async () => {
  const asked = Array.from({ length: 20 }, (_, index) => (index % 2 ? OTHER : SECRET))
  const kids = (await Promise.all(asked.map(deriveKeys))).map((keys) => keys.accessToken.kid)
  const [first, second] = kids
  expect(kids).toEqual(asked.map((secret) => (secret === SECRET ? first : second)))
  expect(first).not.toBe(second)
})
