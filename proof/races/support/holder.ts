/** The holder of a refresh token: a browser with all its tabs, or a thief. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Client } from '../../../e2e/support/client'
import { bearer, type Grant, type SignedIn } from '../../../e2e/support/people'
import { claimsOf } from '../../../e2e/support/tokens'
import { PoliteClient } from './polite'
import type { Round } from './round'

/** How a request ends that was cut off; it may have been served. */
const LOST = ['ECONNRESET', 'EPIPE']
/** How a request ends when no server listens. */
const NO_SERVER = 'ECONNREFUSED'

/** How long a browser goes on asking, and how often; milliseconds. */
const PATIENCE = 60_000
const PAUSE = 20

export class Holder {
  accessToken: string

  readonly round: Round
  readonly name: string
  readonly signedIn: SignedIn
  readonly client: Client

  constructor(round: Round, name: string, signedIn: SignedIn, client: Client = signedIn.client) {
    this.round = round
    this.name = name
    this.signedIn = signedIn
    this.client = client
    this.accessToken = signedIn.accessToken
  }

  /** Another client with the same cookie, and nothing more of this browser. */
  copy(name: string): Holder {
    const client = new PoliteClient(this.round.target)
    client.refreshToken = this.client.refreshToken
    const copied = new Holder(this.round, name, this.signedIn, client)
    copied.accessToken = ''
    this.round.log(`${name} has a copy of generation ${generationIn(client)}`)
    return copied
  }

  /**
   * Refreshes with the cookie it has.
   *
   * @returns what became of the token (`rotated` …), the code of a refusal, `unanswered` where the
   *   connection broke, or `no server` where none listens.
   */
  async refresh(): Promise<string> {
    const presented = generationIn(this.client)
    const answer = await this.client.post('/api/auth/refresh').catch(lostOrThrown)
    if (answer === NO_SERVER) return 'no server'
    const outcome = answer ? outcomeOf(answer) : 'unanswered'
    this.round.count('refreshes')
    this.round.count(outcome)
    const holds = generationIn(this.client)
    this.round.log(`${this.name} refreshes with ${presented}: ${outcome}, holds ${holds}`)
    if (answer?.status === 200) this.accessToken = answer.json<Grant>().accessToken
    return outcome
  }

  /** As the browser's client does: what is not answered is asked again. */
  async refreshUntilAnswered(onLost: () => Promise<void> = async () => {}): Promise<string> {
    const limit = Date.now() + PATIENCE
    for (;;) {
      const outcome = await this.refresh()
      const again = outcome === 'unanswered' || outcome === 'no server'
      if (!again || Date.now() > limit) return outcome
      if (outcome === 'unanswered') await onLost()
      await sleep(PAUSE)
    }
  }

  /** Calls a guarded endpoint. @returns the status, or the code of a refusal. */
  async call(accessToken = this.accessToken): Promise<string | number> {
    const answer = await this.client.get('/api/me', bearer(accessToken))
    const outcome = answer.status === 200 ? 200 : outcomeOf(answer)
    this.round.log(`${this.name} calls /api/me: ${outcome}`)
    return outcome
  }

  /** Loads a page that is for its person only. @returns 307 where it leads to the sign-in page. */
  async sees(path = '/account'): Promise<number> {
    const { status } = await this.client.get(path)
    this.round.log(`${this.name} loads ${path}: ${status}`)
    if (status === 307) this.round.count('sent to sign in')
    return status
  }

  /** Puts a cookie back that an answer has taken, as a thief would keep what he has. */
  async refreshWith(token: string | undefined): Promise<string> {
    this.client.refreshToken = token
    return this.refresh()
  }
}

/** @returns undefined where the connection broke. @throws what else went wrong. */
function lostOrThrown(error: NodeJS.ErrnoException): typeof NO_SERVER | undefined {
  if (error.code === NO_SERVER) return NO_SERVER
  if (!LOST.includes(error.code ?? '')) throw error
}

/** What an answer to a refresh says became of the token. */
export function outcomeOf(answer: Answer): string {
  if (answer.status === 200) return answer.headers['session-refresh'] ?? 'no Session-Refresh'
  const isProblem = answer.headers['content-type']?.startsWith('application/problem+json')
  return isProblem ? String(answer.json().code) : `status ${answer.status}`
}

export function generationIn(client: Client): string {
  return client.refreshToken ? String(claimsOf(client.refreshToken).gen) : 'no cookie'
}
