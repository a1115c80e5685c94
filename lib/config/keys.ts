/** The part of the settings that is keys: AUTH_SECRET and what goes with it. No environment here. */
import { z } from 'zod'
import { secretWeakness } from '../auth/tokens/secret-strength'
import {
  ALGORITHMS,
  type Algorithm,
  type PrivateJwk,
  parseSigningKeys,
} from '../auth/tokens/signing-keys'

const MAKE_A_SECRET = `node -e "console.log(crypto.randomBytes(32).toString('base64url'))"`

export type KeyConfig = {
  /** Signs; of it every derived key is made. */
  secret: string
  /** Verifies and never signs: null but while AUTH_SECRET is being changed. */
  previousSecret: string | null
  /** Mixed into passwords before they are hashed. */
  pepper: string | null
  /** Verifies passwords and goes into no new hash: null but while AUTH_PEPPER is being changed. */
  previousPepper: string | null
  algorithm: Algorithm
  /** The pairs for access tokens, the first of which signs; none under HS256. */
  signingKeys: PrivateJwk[]
}

export const keySettings = {
  AUTH_SECRET: z.string(
    `is missing. Run "npm start", which makes one, or set the output of: ${MAKE_A_SECRET}`,
  ),
  AUTH_SECRET_PREVIOUS: z.string().optional(),
  AUTH_PEPPER: z.string().optional(),
  AUTH_PEPPER_PREVIOUS: z.string().optional(),
  AUTH_ALGORITHM: z
    .enum(ALGORITHMS, 'must be HS256, Ed25519, ES256 or PS256. Remove it for HS256.')
    .default('HS256'),
  AUTH_SIGNING_KEYS: z.string().optional(),
}

type Environment = Partial<Record<keyof typeof keySettings, string>>
type Problem = { name: string; message: string }

/**
 * Reads the keys.
 *
 * @param present only what is set.
 * @returns them, or every problem that `keySettings` leaves to find; none repeats a secret.
 */
export function parseKeys(
  present: Environment,
): { ok: true; keys: KeyConfig } | { ok: false; problems: Problem[] } {
  const { AUTH_SECRET: secret = '', AUTH_SECRET_PREVIOUS: previous } = present
  const algorithm = ALGORITHMS.find((name) => name === (present.AUTH_ALGORITHM ?? 'HS256'))
  const signing = algorithm
    ? signingKeys(algorithm, present.AUTH_SIGNING_KEYS)
    : { keys: [], problems: [] }
  const problems = [
    ...secretProblems('AUTH_SECRET', present.AUTH_SECRET),
    ...secretProblems('AUTH_SECRET_PREVIOUS', previous),
    ...sameProblems('AUTH_SECRET_PREVIOUS', 'AUTH_SECRET', present),
    ...pepperProblems(present),
    ...signing.problems.map((message) => ({ name: 'AUTH_SIGNING_KEYS', message })),
  ]
  if (!algorithm || problems.length > 0) return { ok: false, problems }
  return {
    ok: true,
    keys: {
      secret,
      previousSecret: previous ?? null,
      pepper: present.AUTH_PEPPER ?? null,
      previousPepper: present.AUTH_PEPPER_PREVIOUS ?? null,
      algorithm,
      signingKeys: signing.keys,
    },
  }
}

function signingKeys(
  algorithm: Algorithm,
  text: string | undefined,
): { keys: PrivateJwk[]; problems: string[] } {
  const refused = (message: string) => ({ keys: [], problems: [message] })
  if (algorithm === 'HS256') {
    // They would be published nowhere and sign nothing: obeyed or refused, never ignored.
    return text === undefined
      ? { keys: [], problems: [] }
      : refused(
          'is of no use under HS256. Set AUTH_ALGORITHM to what its keys are for, or remove it.',
        )
  }
  if (text === undefined) {
    return refused(
      `is missing, and AUTH_ALGORITHM is ${algorithm}. Run: npm run keys -- generate --algorithm ${algorithm}`,
    )
  }
  const parsed = parseSigningKeys(text, algorithm)
  return parsed.ok ? { keys: parsed.keys, problems: [] } : { keys: [], problems: parsed.problems }
}

function secretProblems(name: string, secret: string | undefined): Problem[] {
  const weakness = secret === undefined ? null : secretWeakness(secret)
  if (!weakness) return []
  const advice = `Set at least 32 random bytes in base64url, such as the output of: ${MAKE_A_SECRET}`
  return [{ name, message: `${weakness}. ${advice}` }]
}

/**
 * The rules of the secret hold for the pepper, too: with a stolen database a guessable one is guessed
 * offline. They do not hold for the previous one, so that a weak one can be replaced.
 */
function pepperProblems(present: Environment): Problem[] {
  const weak = secretProblems('AUTH_PEPPER', present.AUTH_PEPPER).map(({ name, message }) => ({
    name,
    message: `${message} Keep the one in use as AUTH_PEPPER_PREVIOUS: without it no one can sign in.`,
  }))
  return [
    ...weak,
    ...sameProblems('AUTH_PEPPER_PREVIOUS', 'AUTH_PEPPER', present),
    // Who learns the one must not have the other.
    ...sameProblems('AUTH_PEPPER', 'AUTH_SECRET', present),
  ]
}

function sameProblems(
  name: keyof Environment,
  other: keyof Environment,
  present: Environment,
): Problem[] {
  if (present[name] === undefined || present[name] !== present[other]) return []
  const what = name.endsWith('_PREVIOUS') ? 'Remove it.' : 'Set another one.'
  return [{ name, message: `is the same as ${other}. ${what}` }]
}
