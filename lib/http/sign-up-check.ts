// Machine: a clone need not edit this file.
/**
 * A module of the operator that may refuse a sign-up: AUTH_SIGN_UP_CHECK (docs/recipes/check-sign-ups.md).
 * It is loaded as it lies on the disk, by Node: a bundle cannot hold a file that a setting names.
 */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Config, ConfigError } from '../config/config'
import { type Failure, failure } from '../contract/errors'
import { warnSampled } from '../log/warn-sampled'

/** Until the module has decided, in milliseconds. */
const LIMIT = 5_000
/** In seconds. */
const RETRY_AFTER = 5

type SignUpAttempt = {
  email: string
  /** An IPv4 address, an IPv6 prefix of 64 bits, or null where the request has no address. */
  network: string | null
  /** `checkToken` of the body; null for none. */
  token: string | null
}

/**
 * The default export of the module: null lets the sign-up go on, a sentence refuses it and is shown to the user.
 * `signal` fires when the time is over.
 */
export type SignUpCheck = (
  attempt: SignUpAttempt & { signal: AbortSignal },
) => string | null | Promise<string | null>

/**
 * Loads the module; Node keeps it, so that only the first call reads it.
 *
 * @throws ConfigError where there is none, or it is no check.
 */
export async function loadSignUpCheck({
  signUpCheck,
}: Pick<Config, 'signUpCheck'>): Promise<SignUpCheck | null> {
  if (signUpCheck === null) return null
  const file = resolve(/* turbopackIgnore: true */ process.cwd(), signUpCheck)
  const problem = (message: string) => new ConfigError([{ name: 'AUTH_SIGN_UP_CHECK', message }])
  const loaded = await import(
    /* webpackIgnore: true */ /* turbopackIgnore: true */ pathToFileURL(file).href
  ).catch((error: unknown) => {
    const [reason = ''] = String(error instanceof Error ? error.message : error).split('\n')
    throw problem(
      `names ${file}, which cannot be loaded: ${reason.replace(/ imported from .*/, '')}. Correct the path, the module or what it needs, such as a setting.`,
    )
  })
  if (typeof loaded.default === 'function') return loaded.default
  throw problem(`names ${file}, whose default export is no function. Export the check as default.`)
}

/**
 * Asks the module about a sign-up. It fails closed: where it throws, hangs or says something else, no
 * account is made, since bots would otherwise only have to bring it down.
 *
 * @returns null where the sign-up may go on.
 */
export async function checkSignUp(
  config: Pick<Config, 'signUpCheck'>,
  attempt: SignUpAttempt,
): Promise<Failure<'forbidden' | 'busy'> | null> {
  try {
    const check = await loadSignUpCheck(config)
    if (check === null) return null
    const refusal = await inTime((signal) => check({ ...attempt, signal }))
    if (refusal === null) return null
    if (typeof refusal === 'string' && refusal !== '') {
      return failure('forbidden', { detail: refusal })
    }
    throw new Error('The check returned neither null nor a sentence.')
  } catch (error) {
    warnSampled({ event: 'sign_up_check_failed', error })
    return failure('busy', {
      detail: 'New accounts cannot be checked right now. Try again in a moment.',
      retryAfter: RETRY_AFTER,
    })
  }
}

/** @throws where the work throws, or takes longer than the limit. */
async function inTime<Result>(work: (signal: AbortSignal) => Result | Promise<Result>) {
  const signal = AbortSignal.timeout(LIMIT)
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })
  // A promise in any case: what throws at once must leave `late` to the race, or its end would be no one's.
  return Promise.race([late, Promise.resolve().then(() => work(signal))])
}
