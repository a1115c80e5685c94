/** The requests of `npm run bench:refusals`; the tokens are those of the table of attacks. */
import { Agent, request } from 'node:http'
import { startApp } from '../../../e2e/support/app'
import { signUpAndIn } from '../../../e2e/support/people'
import { type Pair, pair, signingKeys } from '../../../lib/auth/tokens/testing-keys'
import { attacksOn } from '../../attacks/vectors/index'
import { targetOf } from '../../attacks/vectors/target'
import { median, quantile, table } from '../lib/statistics.mjs'

/** One token for each stage at which verifying can end, the earliest first. */
const STAGES = [
  'two dots',
  'an empty signature',
  'alg "none", no signature',
  'kid SQL, rightly signed',
  'bit 0 of byte 0 of the signature is changed',
  'a refresh token in its place',
  'rightly signed, another issuer',
  'rightly signed, an end that has passed',
  'rightly signed, sub is 1',
]
const ROUNDS = 500
/** The first rounds find code that has not been compiled yet. */
const WARM_UP = 100
/** Medians further apart than this tell stages apart at a glance. A network adds more than that. */
const SAME_CLASS = 1.3

async function measure(algorithm: 'HS256' | 'ES256'): Promise<boolean> {
  const key: Pair | null = algorithm === 'HS256' ? null : pair(algorithm)
  const app = await startApp({
    env: key ? { AUTH_ALGORITHM: algorithm, AUTH_SIGNING_KEYS: signingKeys(key) } : {},
  })
  try {
    const { accessToken, refreshToken } = await signUpAndIn(app)
    const others = { 'a refresh token': refreshToken }
    const target = targetOf({
      kind: 'access',
      token: accessToken,
      secret: app.secret,
      pair: key,
      others,
    })
    const tokens = new Map(attacksOn(target).map(({ name, token }) => [name, token]))
    const times = STAGES.map((): number[] => [])
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, name] of STAGES.entries()) {
        const took = await refusal(app.url, agent, tokens.get(name) ?? missing(name))
        if (round >= WARM_UP) times[index]?.push(took)
      }
    }
    agent.destroy()
    const medians = times.map(median)
    const rows = STAGES.map((name, index) => [
      name,
      (medians[index] ?? 0).toFixed(2),
      quantile(times[index] ?? [], 0.9).toFixed(2),
    ])
    const apart = Math.max(...medians) / Math.min(...medians)
    console.log(`\n${algorithm}\n${table([['refused for', 'median, ms', 'p90'], ...rows])}`)
    console.log(`Medians are at most ${apart.toFixed(2)} times apart; ${SAME_CLASS} are allowed.`)
    return apart <= SAME_CLASS
  } finally {
    await app.stop()
  }
}

function missing(name: string): never {
  throw new Error(`The table of attacks has no "${name}"`)
}

/** @returns how long a refusal took, in milliseconds. */
function refusal(url: string, agent: Agent, token: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${token}` }
    const started = performance.now()
    const sent = request(new URL('/api/me', url), { headers, agent }, (response) => {
      response.resume()
      response.once('end', () => {
        if (response.statusCode === 401) resolve(performance.now() - started)
        else reject(new Error(`status ${response.statusCode}, not 401`))
      })
    })
    sent.once('error', reject)
    sent.end()
  })
}

const same = [await measure('HS256'), await measure('ES256')]
process.exitCode = same.includes(false) ? 1 : 0
