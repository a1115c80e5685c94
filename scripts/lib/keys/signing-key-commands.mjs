import { typed } from '../paths.mjs'
import { ALGORITHMS, newKey } from './jwk.mjs'

/**
 * The commands about AUTH_SIGNING_KEYS. Each is a pure step (but for the randomness of a key): the
 * settings of a file in, changes to them and lines to print out, or the problem. No line ever holds
 * more of a key than its name and algorithm.
 */
export const signingKeyCommands = {
  generate(settings, { algorithm = 'Ed25519' }) {
    if (settings.AUTH_SIGNING_KEYS) {
      return { problem: `There are signing keys already. To make the next: ${typed('keys')} add` }
    }
    if (!ALGORITHMS.includes(algorithm)) return wrongAlgorithm
    const key = newKey(algorithm)
    return {
      changes: { AUTH_ALGORITHM: algorithm, AUTH_SIGNING_KEYS: setOf([key]) },
      lines: [`${name(key)} signs access tokens from the next start on.`],
    }
  },

  add(settings, { algorithm }) {
    const { keys, problem } = keysIn(settings)
    if (problem) return { problem }
    const alg = algorithm ?? keys[0].alg
    if (!ALGORITHMS.includes(alg)) return wrongAlgorithm
    const key = newKey(alg)
    return {
      changes: { AUTH_SIGNING_KEYS: setOf([...keys, key]) },
      lines: [
        `${name(key)} is published and verifies from the next start on; it does not sign.`,
        `Ten minutes after the last process has restarted every service knows it. Then: ${typed('keys')} promote`,
      ],
    }
  },

  promote(settings, { kid }) {
    const { keys, problem } = keysIn(settings)
    if (problem) return { problem }
    if (keys.length < 2) return { problem: `There is no other key. First: ${typed('keys')} add` }
    const chosen = kid ? keys.find((key) => key.kid === kid) : keys.at(-1)
    if (!chosen) return noSuchKey
    const others = keys.filter((key) => key !== chosen)
    const seconds = settings.AUTH_ACCESS_TOKEN_TTL || 900
    return {
      changes: { AUTH_ALGORITHM: chosen.alg, AUTH_SIGNING_KEYS: setOf([chosen, ...others]) },
      lines: [
        `${name(chosen)} signs from the next start on; the others verify.`,
        `${seconds} seconds (AUTH_ACCESS_TOKEN_TTL) after the last process has restarted no token of the old key is left. Then: ${typed('keys')} retire ${keys[0].kid}`,
      ],
    }
  },

  retire(settings, { kid }) {
    const { keys, problem } = keysIn(settings)
    if (problem) return { problem }
    if (!kid && keys.length > 2) {
      return {
        problem: `Say which: ${typed('keys')} retire <kid>. To see them: ${typed('keys')} list`,
      }
    }
    const chosen = kid ? keys.find((key) => key.kid === kid) : keys.at(1)
    if (kid && !chosen) return noSuchKey
    if (!chosen || chosen === keys[0]) {
      return { problem: 'The key that signs cannot be retired. First: add, then promote.' }
    }
    return {
      changes: { AUTH_SIGNING_KEYS: setOf(keys.filter((key) => key !== chosen)) },
      lines: [`${name(chosen)} verifies nothing from the next start on.`],
    }
  },

  list(settings) {
    const { keys, problem } = keysIn(settings)
    if (problem) return { problem }
    return {
      lines: keys.map((key, index) => `${name(key)} ${index === 0 ? 'signs' : 'verifies'}`),
    }
  },
}

const wrongAlgorithm = { problem: `--algorithm is one of ${ALGORITHMS.join(', ')}.` }
const noSuchKey = { problem: `There is no key of that name. To see them: ${typed('keys')} list` }

const name = ({ alg, kid }) => `${alg} key ${kid}`
const setOf = (keys) => JSON.stringify({ keys })

function keysIn({ AUTH_SIGNING_KEYS: text }) {
  if (!text) return { problem: `There are no signing keys here. First: ${typed('keys')} generate` }
  try {
    const { keys } = JSON.parse(text)
    if (keys.length > 0 && keys.every(({ kid, alg }) => kid && alg)) return { keys }
  } catch {}
  return { problem: 'AUTH_SIGNING_KEYS is not a JWK set whose keys have alg and kid.' }
}
