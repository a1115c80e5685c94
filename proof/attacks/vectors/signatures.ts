/** Attacks on the signature itself. */
import type { Attack } from '.'
import { encode, encodeJson, signature, type Target, twin } from './target'

/** n, and n with a leading zero, as 32 bytes. */
const ORDER = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')

const one = (size: number) => Buffer.concat([Buffer.alloc(size - 1), Buffer.from([1])])

export function SIGNATURE_ATTACKS(target: Target): Attack[] {
  return [...broken(target), ...ecdsa(target), ...others(target)]
}

/** Keeps header and payload. */
function replaced(
  name: string,
  make: (bytes: Buffer, target: Target) => Uint8Array | string,
): Attack {
  return {
    name,
    forge: (target) => {
      const [head, payload, mac = ''] = target.token.split('.')
      const made = make(Buffer.from(mac, 'base64url'), target)
      return `${head}.${payload}.${typeof made === 'string' ? made : encode(made)}`
    },
  }
}

function broken({ token }: Target): Attack[] {
  const size = Buffer.from(token.split('.')[2] ?? '', 'base64url').length
  const flips = [0, 1, size / 2, size - 1].flatMap((at) => [0, 3, 7].map((bit) => ({ at, bit })))
  return [
    replaced('an empty signature', () => ''),
    { name: 'a stripped signature', forge: ({ token: it }) => it.slice(0, it.lastIndexOf('.')) },
    ...flips.map(({ at, bit }) =>
      replaced(`bit ${bit} of byte ${at} of the signature is changed`, (bytes) => {
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ (1 << bit)
        return changed
      }),
    ),
    ...[1, 8, size / 2, size - 1].map((length) =>
      replaced(`${length} bytes of the signature`, (bytes) => bytes.subarray(0, length)),
    ),
    replaced('the signature twice', (bytes) => Buffer.concat([bytes, bytes])),
    replaced('a zero behind the signature', (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])),
    replaced('a zero before the signature', (bytes) => Buffer.concat([Buffer.alloc(1), bytes])),
    replaced('the signature backwards', (bytes) => Buffer.from(bytes).reverse()),
    replaced('the signature in capitals', (bytes) => encode(bytes).toUpperCase()),
    replaced('zeros', (bytes) => Buffer.alloc(bytes.length)),
    replaced('ones', (bytes) => Buffer.alloc(bytes.length, 255)),
    replaced('the signature in hexadecimal', (bytes) => bytes.toString('hex')),
    {
      name: 'another payload under the same signature',
      forge: ({ token: it, claims }) => {
        const [head, , mac] = it.split('.')
        return `${head}.${encodeJson({ ...claims, sid: 'another' })}.${mac}`
      },
    },
    {
      name: 'another header under the same signature',
      forge: ({ token: it, header }) => {
        const [, payload, mac] = it.split('.')
        return `${encodeJson({ ...header, x: 1 })}.${payload}.${mac}`
      },
    },
  ]
}

/** Those of ECDSA: values at the edge of the range, forms of other standards, and the twin. */
function ecdsa({ alg }: Target): Attack[] {
  if (alg !== 'ES256') return []
  const zero = Buffer.alloc(32)
  const pairs: [string, Buffer, Buffer][] = [
    ['r = 0, s = 0', zero, zero],
    ['r = 1, s = 1', one(32), one(32)],
    ['r = 0, s = 1', zero, one(32)],
    ['r = 1, s = 0', one(32), zero],
    ['r = n, s = n', ORDER, ORDER],
    ['r = n, s = 1', ORDER, one(32)],
    ['r = 1, s = n', one(32), ORDER],
  ]
  return [
    replaced('the ES256 twin: (r, n - s)', (bytes) => twin(bytes)),
    ...pairs.map(([name, r, s]) => replaced(`ES256, ${name}`, () => Buffer.concat([r, s]))),
    replaced('ES256, s and r changed over', (bytes) =>
      Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)]),
    ),
    replaced('ES256, both numbers with a zero in front', (bytes) =>
      Buffer.concat([Buffer.alloc(1), bytes.subarray(0, 32), Buffer.alloc(1), bytes.subarray(32)]),
    ),
    replaced('ES256 in DER', (_, { pair, token }) =>
      pair
        ? signature('ES256 in DER', pair.privateKey, token.slice(0, token.lastIndexOf('.')))
        : '',
    ),
  ]
}

function others({ alg }: Target): Attack[] {
  const input = (token: string) => token.slice(0, token.lastIndexOf('.'))
  if (alg === 'Ed25519') {
    return [
      replaced('Ed25519, R the neutral element and S zero', () =>
        Buffer.concat([Buffer.from([1]), Buffer.alloc(63)]),
      ),
      replaced('Ed25519, S plus the order', (bytes) => addOrder(bytes)),
    ]
  }
  if (alg !== 'PS256') return []
  return [
    replaced('PKCS #1 v1.5 padding that says PS256', (_, { pair, token }) =>
      pair ? signature('RS256', pair.privateKey, input(token)) : '',
    ),
    replaced('PSS without a salt', (_, { pair, token }) =>
      pair ? signature('PS256, no salt', pair.privateKey, input(token)) : '',
    ),
    replaced('RSA of one', (bytes) => one(bytes.length)),
  ]
}

/** S + L is the same number to a verifier that does not check its range (RFC 8032 section 5.1.7). */
function addOrder(bytes: Buffer): Buffer {
  const order = (1n << 252n) + 27742317777372353535851937790883648493n
  const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + order
  const changed = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse()
  return Buffer.concat([bytes.subarray(0, 32), changed])
}
