// Machine: a clone need not edit this file.
/**
 * The twin of an ECDSA signature. Where (r, s) is good, so is (r, n - s), and anyone can compute it
 * without a key: one token, two spellings. Of the two only the one with the lower `s` is made and
 * taken here, so there is one.
 */
import { base64url } from 'jose'

/** The order of P-256 (SP 800-186 section 3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const HALF = 32

/** @param signature base64url of r and s, 32 bytes each (RFC 7518 section 3.4). */
export function isLowSignature(signature: string): boolean {
  const bytes = base64url.decode(signature)
  return bytes.length === 2 * HALF && numberOf(bytes.subarray(HALF)) <= ORDER / 2n
}

/** The lower of a signature and its twin. */
export function lowSignature(signature: string): string {
  if (isLowSignature(signature)) return signature
  const bytes = base64url.decode(signature)
  const digits = (ORDER - numberOf(bytes.subarray(HALF))).toString(16).padStart(2 * HALF, '0')
  for (let index = 0; index < HALF; index += 1) {
    bytes[HALF + index] = Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16)
  }
  return base64url.encode(bytes)
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`)
}
