/** People who browse for as long as something goes on, and every request of theirs that failed. */
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, Client } from '../../e2e/support/client'
import { bearer, type Grant, type SignedIn, signUpAndIn } from '../../e2e/support/people'
import { headerOf } from '../../e2e/support/tokens'

/** An hour later a refresh rotates again. */
const AN_HOUR = 3600
/** Sign-ups at a time: hashing is bounded. */
const AT_ONCE = 5

export type Traffic = {
  sessions: SignedIn[]
  /** Everything but 200: no client tries anything twice. */
  failures: string[]
  /** How many requests, by what was asked. */
  asked: Record<string, number>
  /** How many refreshes, by their outcome. */
  outcomes: Record<string, number>
  /** How many calls with a token of each key, by its name. */
  calls: Record<string, number>
  /** Resolves when each session has rotated at least once more from now on. */
  allRotated(): Promise<void>
  /** Resolves when the last request is answered. */
  stop(): Promise<void>
}

/**
 * @param app where they sign in, refresh and call /api/me.
 * @param others addresses that they call with the same token.
 * @param keep how long they use a token at most, in milliseconds, before they refresh.
 * @param age moves the last rotation of a session into the past, by seconds.
 */
export async function startTraffic(
  app: { url: string },
  {
    people,
    others = [],
    keep,
    age,
  }: {
    people: number
    others?: { url: string; path: string }[]
    keep: number
    age: (sessionId: string, seconds: number) => Promise<unknown>
  },
): Promise<Traffic> {
  const sessions: SignedIn[] = []
  while (sessions.length < people) {
    sessions.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => signUpAndIn(app)))))
  }
  let over = false
  const rotations = new Map<string, number>()
  const traffic = { failures: [] as string[], asked: {}, outcomes: {}, calls: {} }
  const ask = async (name: string, request: Promise<Answer>): Promise<Answer | null> => {
    count(traffic.asked, name)
    const answer = await request.catch((error: Error) => error)
    if (!(answer instanceof Error) && answer.status === 200) return answer
    const what = answer instanceof Error ? answer.message : `${answer.status} ${answer.text}`
    traffic.failures.push(`${name}: ${what}`)
    return null
  }

  async function browse({ client, sessionId }: SignedIn) {
    while (!over) {
      const refreshed = await ask('refresh', client.post('/api/auth/refresh'))
      if (!refreshed) return
      const outcome = String(refreshed.headers['session-refresh'])
      count(traffic.outcomes, outcome)
      if (outcome === 'rotated') rotations.set(sessionId, (rotations.get(sessionId) ?? 0) + 1)
      const { accessToken } = refreshed.json<Grant>()
      const headers = bearer(accessToken)
      const until = performance.now() + randomInt(keep)
      do {
        await ask('/api/me', client.get('/api/me', headers))
        for (const { url, path } of others) {
          await ask(path, new Client({ url }).send('GET', path, { headers }))
        }
        count(traffic.calls, String(headerOf(accessToken).kid))
        await sleep(100 + randomInt(400))
      } while (!over && performance.now() < until)
      if (randomInt(3) > 0) await age(sessionId, AN_HOUR)
    }
  }
  const browsing = Promise.all(sessions.map(browse))

  return {
    ...traffic,
    sessions,
    async allRotated() {
      const before = new Map(rotations)
      const rotated = ({ sessionId }: SignedIn) =>
        (rotations.get(sessionId) ?? 0) > (before.get(sessionId) ?? 0)
      while (traffic.failures.length === 0 && !sessions.every(rotated)) await sleep(50)
    },
    async stop() {
      over = true
      await browsing
    },
  }
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}
