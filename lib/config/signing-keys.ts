/**
 * AUTH_SIGNING_KEYS: a private JWK set (RFC 7517) in, keys or what is wrong with them out. Pure and
 * synchronous, so that the settings are parsed in one go; what takes cryptography to find out,
 * `signing-keys-check.ts` asks at start.
 */

/** `alg` of the access tokens; the three that have a public half are fully specified (RFC 9864). */
export const ALGORITHMS = ['HS256', 'Ed25519', 'ES256', 'PS256'] as const

export type Algorithm = (typeof ALGORITHMS)[number]

/** A private key of the set. It is bound to its `alg`: it never verifies anything else. */
export type PrivateJwk = { alg: Exclude<Algorithm, 'HS256'>; kid?: string; d: string } & Record<
  string,
  unknown
>

/** Public members by algorithm, `kty` first: with them a key is named, published and imported. */
const SHAPES = {
  Ed25519: { kty: 'OKP', crv: 'Ed25519', members: ['x'], secrets: ['d'] },
  ES256: { kty: 'EC', crv: 'P-256', members: ['x', 'y'], secrets: ['d'] },
  PS256: {
    kty: 'RSA',
    crv: undefined,
    members: ['n', 'e'],
    secrets: ['d', 'p', 'q', 'dp', 'dq', 'qi'],
  },
} as const

const MIN_RSA_BITS = 3072
const BASE64URL = /^[A-Za-z0-9_-]+$/
const REPLACE = 'Replace it by one that "npm run keys -- generate" makes.'

type Jwk = Record<string, unknown>

/**
 * Reads the set.
 *
 * @param text JSON: `{"keys": [...]}`.
 * @param algorithm what the first key has to sign with.
 * @returns the keys in their order, or one sentence a problem, to follow the variable's name. It
 *   never repeats what is in the set but for key names, which are public.
 */
export function parseSigningKeys(
  text: string,
  algorithm: PrivateJwk['alg'],
): { ok: true; keys: [PrivateJwk, ...PrivateJwk[]] } | { ok: false; problems: string[] } {
  const keys = readSet(text)
  if (!keys) {
    return {
      ok: false,
      problems: [`is not a JWK set, such as {"keys":[…]} in one line of JSON. ${REPLACE}`],
    }
  }
  const problems = keys.flatMap((jwk, index) => {
    const fault = faultOf(jwk)
    return fault ? [`key ${index + 1} ${fault} ${REPLACE}`] : []
  })
  const kids = keys.map(({ kid }) => kid).filter((kid) => kid !== undefined)
  if (new Set(kids).size < kids.length) {
    problems.push('has two keys with one kid. Remove one of them.')
  }
  const [first] = keys
  if (problems.length === 0 && first.alg !== algorithm) {
    problems.push(
      `begins with a key for ${first.alg}, and AUTH_ALGORITHM is ${algorithm}. The first key signs: they must agree.`,
    )
  }
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, keys: keys as [PrivateJwk, ...PrivateJwk[]] }
}

function readSet(text: string): [Jwk, ...Jwk[]] | null {
  let set: unknown
  try {
    set = JSON.parse(text)
  } catch {
    return null
  }
  const keys = isObject(set) && Array.isArray(set.keys) ? set.keys : []
  return keys.length > 0 && keys.every(isObject) ? (keys as [Jwk, ...Jwk[]]) : null
}

function isObject(value: unknown): value is Jwk {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What makes a key unfit, or null. A key that fits two algorithms would be two keys in one. */
function faultOf(jwk: Jwk): string | null {
  const { alg, kty, crv, use, key_ops: operations } = jwk
  if (alg !== 'Ed25519' && alg !== 'ES256' && alg !== 'PS256') {
    return 'must have the alg Ed25519, ES256 or PS256.'
  }
  const shape = SHAPES[alg]
  if (kty !== shape.kty) return `is for ${alg}, which needs kty ${shape.kty}.`
  if (crv !== shape.crv)
    return `is for ${alg}, which needs ${shape.crv ? `crv ${shape.crv}` : 'no crv'}.`
  if (use !== undefined && use !== 'sig') return 'must have use "sig".'
  if (operations !== undefined && !isForSigning(operations)) {
    return 'has key_ops that do not fit a key that signs.'
  }
  if (jwk.d === undefined) return 'is a public key, and a private one is needed.'
  const members = [...shape.members, ...shape.secrets]
  if (members.some((name) => !isBase64url(jwk[name]))) {
    return `lacks some of ${members.join(', ')}.`
  }
  if (alg === 'PS256') return rsaFault(String(jwk.n), jwk.e)
  return null
}

function isForSigning(operations: unknown): boolean {
  return (
    Array.isArray(operations) &&
    operations.includes('sign') &&
    operations.every((operation) => operation === 'sign' || operation === 'verify') &&
    new Set(operations).size === operations.length
  )
}

function isBase64url(value: unknown): value is string {
  return typeof value === 'string' && BASE64URL.test(value)
}

/** Below 3072 bits a modulus is worth less than 128 bits of security (ASVS v5.0.0-11.2.3). */
function rsaFault(n: string, e: unknown): string | null {
  const bytes = Uint8Array.from(atob(n.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
    character.charCodeAt(0),
  )
  const start = bytes.findIndex((byte) => byte !== 0)
  const bits =
    start < 0 ? 0 : (bytes.length - start - 1) * 8 + (bytes[start] ?? 0).toString(2).length
  if (bits < MIN_RSA_BITS) return `has ${bits} bits of the ${MIN_RSA_BITS} that RSA needs.`
  return e === 'AQAB' ? null : 'must have the public exponent 65537.'
}

/** The public half of a key, member by member: what is not named here is never published. */
export function publicJwk(jwk: PrivateJwk): Record<string, string> {
  const { kty, crv, members } = SHAPES[jwk.alg]
  return {
    kty,
    ...(crv && { crv }),
    ...Object.fromEntries(members.map((name) => [name, String(jwk[name])])),
    kid: String(jwk.kid),
    use: 'sig',
    alg: jwk.alg,
  }
}

/** A key with the members that its import takes, and no other. */
export function importableJwk(jwk: PrivateJwk): Record<string, string> {
  const { secrets } = SHAPES[jwk.alg]
  return {
    ...publicJwk(jwk),
    ...Object.fromEntries(secrets.map((name) => [name, String(jwk[name])])),
  }
}
