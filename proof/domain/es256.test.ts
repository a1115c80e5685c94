import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { isLowSignature, lowSignature } from '../../lib/auth/tokens/es256'

const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')
const HALF = ORDER / 2n

/** @returns base64url of r, which does not matter, and s. */
function signatureWith(s: bigint): string {
  const digits = `${'11'.repeat(32)}${s.toString(16).padStart(64, '0')}`
  return Buffer.from(digits, 'hex').toString('base64url')
}

describe('the low signature of the two', () => {
  test.each([
    ['one', 1n, true],
    ['a half', HALF, true],
    ['a half and one', HALF + 1n, false],
    ['the order less one', ORDER - 1n, false],
    ['the order', ORDER, false],
    ['more than that', 2n ** 256n - 1n, false],
  ])('when s is %s, it is recognised', (_, s, isLow) => {
    expect(isLowSignature(signatureWith(s))).toBe(isLow)
  })

  test('when the length is another, it is not low', () => {
    for (const size of [0, 63, 65, 70, 128]) {
      expect(isLowSignature(Buffer.alloc(size, 1).toString('base64url'))).toBe(false)
    }
  })
})

test('when a signature is high, its low twin is returned; a low one stays', () => {
  expect(lowSignature(signatureWith(ORDER - 1n))).toBe(signatureWith(1n))
  expect(lowSignature(signatureWith(HALF + 1n))).toBe(signatureWith(HALF))
  expect(lowSignature(signatureWith(7n))).toBe(signatureWith(7n))
})

test('when a signature is replaced by its low twin, it verifies', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const data = Buffer.from('a message')
  const turned = Array.from({ length: 40 }, () => {
    const made = sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' })
    const low = lowSignature(made.toString('base64url'))
    expect(isLowSignature(low)).toBe(true)
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
    expect(verify('sha256', data, key, Buffer.from(low, 'base64url'))).toBe(true)
    return low !== made.toString('base64url')
  })
  expect(new Set(turned)).toEqual(new Set([true, false]))
})
