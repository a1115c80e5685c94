import { createRemoteJWKSet, errors } from 'jose'

/** How long the app may take to answer, in milliseconds. */
const TIMEOUT = 3000
/** After a load that failed the next may follow this soon, in milliseconds. */
const RETRY = 2000

/** The keys cannot be had now: that is no fault of any token's, so it is 503 and never 401. */
export class KeysUnavailable extends Error {
  /** @param {number} retryAfter in seconds */
  constructor(retryAfter) {
    super('The keys of the app cannot be had')
    this.retryAfter = retryAfter
  }
}

/**
 * The public keys of the app. jose fetches the set and picks keys from it; when to fetch is decided
 * here, for two cases that its own cache leaves open: known keys go on working while the app is
 * away, and tokens with made-up key names cause no load on an app that is away.
 *
 * - Fresh for `cache`. Then the set is fetched again, and the request waits for it: a key that is
 *   no longer in it verifies nothing from then on.
 * - An unknown `kid` fetches at once, at most every `cooldown`: that is how a new key is learnt.
 * - While fetching fails, known keys count until they are `stale`: after that, an attacker who keeps
 *   this service from the app would keep a withdrawn key alive.
 *
 * @param {import('./settings.mjs').Settings} settings
 * @param {(line: string) => void} say called once when fetching begins to fail, and when it works again
 */
export function remoteKeys({ appUrl, cache, cooldown, stale }, say) {
  const url = new URL('/.well-known/jwks.json', appUrl)
  const remote = createRemoteJWKSet(url, {
    timeoutDuration: TIMEOUT,
    cacheMaxAge: Number.POSITIVE_INFINITY,
    cooldownDuration: Number.POSITIVE_INFINITY,
  })
  let loadedAt = Number.NEGATIVE_INFINITY
  /** After a load that failed. */
  let nextTry = Number.NEGATIVE_INFINITY
  let failing = false
  /** @type {Promise<void> | undefined} */
  let loading

  const now = () => performance.now()
  const age = () => now() - loadedAt
  const unavailable = () => new KeysUnavailable(Math.max(1, Math.ceil((nextTry - now()) / 1000)))

  async function load() {
    const asked = now()
    const fault = await remote.reload().then(
      () => (remote.jwks()?.keys.length === 0 ? EMPTY : null),
      (error) => `cannot be fetched: ${error.cause?.code ?? error.message}`,
    )
    // An empty set is an answer as well: it takes every key away.
    if (fault === null) loadedAt = asked
    else if (fault === EMPTY) loadedAt = Number.NEGATIVE_INFINITY
    if (fault !== null && !failing) say(`The key set ${url} ${fault}`)
    if (fault === null && failing) say(`The key set ${url} is there again`)
    failing = fault !== null
    if (failing) nextTry = now() + RETRY
  }

  /** One load at a time, and after one that failed not at once another. Never rejects. */
  function tryToLoad() {
    if (!loading && now() >= nextTry) {
      loading = load().finally(() => {
        loading = undefined
      })
    }
    return loading
  }

  async function ready() {
    if (age() >= cache) {
      const loaded = tryToLoad()
      // While it is known to fail, those who can go on with the keys there are do not wait for it.
      if (!failing || age() >= stale) await loaded
    }
    if (age() >= stale) throw unavailable()
  }

  return {
    /**
     * Resolves when there are keys that count.
     *
     * @throws KeysUnavailable
     */
    ready,

    /**
     * Finds the key that a token names; for `jwtVerify`. Key and algorithm go together: jose takes
     * no key whose `alg` is not the one in the header. Wait for `ready` first.
     *
     * @throws KeysUnavailable
     * @throws errors.JWKSNoMatchingKey where the app has no such key
     */
    async find(header, token) {
      if (typeof header.kid !== 'string') throw new errors.JWKSNoMatchingKey()
      try {
        return await remote(header, token)
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
        if (failing || age() >= cooldown) await tryToLoad()
        // Now no one can know whether it is a new key or a made-up one.
        if (failing) throw unavailable()
        return remote(header, token)
      }
    },

    /**
     * The names of the keys that verify at present.
     *
     * @throws KeysUnavailable
     */
    async names() {
      await ready()
      return remote.jwks()?.keys.map(({ kid }) => kid)
    },
  }
}

const EMPTY =
  'is empty: the app signs with HS256, which no other service can verify. Let it sign with a key pair (npm run keys -- generate) and restart it.'
