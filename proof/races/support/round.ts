/** One run of a scenario: the people in it, what happened in order, and what was counted. */
import { bearer, type Person, signIn, signUp } from '../../../e2e/support/people'
import { Holder } from './holder'
import { PoliteClient } from './polite'
import type { Random } from './random'
import type { Target } from './target'

/** What the header `Session-Refresh` may say. */
export const REFRESHED = ['rotated', 'unchanged', 'retried', 'recovered']

/** The answers that end the session of a browser. */
const OVER = [
  'invalid-token',
  'session-expired',
  'session-revoked',
  'no-session',
  'sent to sign in',
]

/** Until then an answer may be under way; in seconds, as the app's own client waits. */
const REQUEST_TIMEOUT = 10
/** Until then a browser that is killed may forget a cookie; in seconds, as `lib/auth/sessions/rotation.ts`. */
const UNSAVED = 55

/** By name: an outcome of a refresh, or what the summary sums up. */
export type Counts = Record<string, number>

export class Round {
  /** In order; each line a request, or something that happened to all. */
  readonly story: string[] = []
  readonly counts: Counts = {}
  readonly holders: Holder[] = []
  readonly #atEnd: (() => Promise<void>)[] = []

  readonly target: Target
  readonly random: Random

  constructor(target: Target, random: Random) {
    this.target = target
    this.random = random
  }

  log(line: string): void {
    this.story.push(line)
  }

  count(name: string): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1
  }

  /** Ends the round where an outcome is none of those that the scenario allows here. */
  must(what: string, outcome: string | number, ...allowed: (string | number)[]): void {
    if (!allowed.includes(outcome)) {
      throw new Error(`${what}: ${outcome}, not ${allowed.join(' or ')}`)
    }
  }

  /** A new person's browser with a session in it. @param via where it sends its requests. */
  async newcomer(name: string, via?: string): Promise<Holder> {
    const client = this.#browser(via)
    return this.#signIn(name, await signUp(client), client)
  }

  /** Another browser of the same person. */
  anotherOf({ signedIn }: Holder, name: string): Promise<Holder> {
    return this.#signIn(name, signedIn.person, this.#browser())
  }

  #browser(via = this.target.url): PoliteClient {
    return new PoliteClient({ url: via }, this.target.url)
  }

  async #signIn(name: string, person: Person, client: PoliteClient): Promise<Holder> {
    const holder = new Holder(this, name, await signIn(this.target, person, client))
    this.holders.push(holder)
    return holder
  }

  /** Waits until a cookie that was just set is on disk, so that showing its token counts. */
  async saved(): Promise<void> {
    this.log('-- later: what was set is on disk')
    const ids = this.holders.map(({ signedIn }) => signedIn.sessionId)
    await this.target.pass(ids, Math.min(UNSAVED, this.target.coalesce))
  }

  /** Waits until the grace is over; with `coalesce`, until the next refresh rotates. */
  async later(until: 'grace' | 'coalesce' = 'coalesce', who = this.holders): Promise<void> {
    const whose = who === this.holders ? '' : ` for ${who.map(({ name }) => name).join(', ')}`
    this.log(`-- later: the ${until === 'grace' ? 'grace' : 'coalescing time'} is over${whose}`)
    await this.target.pass(
      who.map(({ signedIn }) => signedIn.sessionId),
      Math.max(this.target[until], REQUEST_TIMEOUT) + 1,
    )
  }

  /** Leaves something to be done when the round is over, however it ends. */
  atEnd(work: () => Promise<void>): void {
    this.#atEnd.push(work)
  }

  /** Leaves no living session at a server that is used by others too. */
  async end(): Promise<void> {
    for (const { client, accessToken } of this.target.control ? [] : this.holders) {
      const everywhere = await client.post('/api/auth/logout-all', undefined, bearer(accessToken))
      if (everywhere.status !== 204) await client.post('/api/auth/logout')
    }
    for (const work of this.#atEnd) await work()
  }

  /** Has a holder, or the server's log, seen a reuse alarm? */
  alarmed(): boolean {
    const logged = this.holders.some(
      ({ signedIn }) => (this.target.control?.alarmsOf(signedIn.user.id) ?? 0) > 0,
    )
    return logged || (this.counts['token-reuse'] ?? 0) > 0
  }

  /** Has a holder received the answer that a session is over? */
  ended(): boolean {
    return OVER.some((code) => (this.counts[code] ?? 0) > 0)
  }
}
