/**
 * The invariants. The monitor sees every statement and every answer of a run, knows what each
 * party was given and has shown, and throws at the first thing that must never happen.
 */
import { type RotationRules, SIGN_OUT, UNDER_WAY } from '../../lib/auth/sessions/rotation'
import type { AccessToken, Refreshed, RefreshToken } from './server'
import type { Row } from './statements'
import type { Party, Served, World } from './world'

export type Invariant =
  /** An honest browser never gets token-reuse. */
  | 'false alarm'
  /** A session is never lost without a terminal code; without thief, sign-out or expiry, never. */
  | 'lost session'
  /** Two parties that hold one lineage are found out. */
  | 'undetected'
  /** A token of a dead session never works. */
  | 'dead token works'
  /** A reuse is answered only after everything has ended; one lineage raises one alarm. */
  | 'alarm'
  /** What was never issued changes nothing and raises no alarm. */
  | 'noise'

export class Violation extends Error {
  override name = 'Violation'
  readonly invariant: Invariant

  constructor(invariant: Invariant, what: string) {
    super(`${invariant}: ${what}`)
    this.invariant = invariant
  }
}

/**
 * Until when the rules take the previous token for an honest request that is late: for the grace
 * after the rotation, and again after each retry, for as long as what it gave out may be under way.
 * R has no part in it: it says how long the current token stays.
 */
export function lateUntil({ rotatedAt, retriedAt }: Row, { refreshGrace }: RotationRules): number {
  if (rotatedAt === null) return Number.NEGATIVE_INFINITY
  const graceEnds = rotatedAt + refreshGrace * 1000
  if (retriedAt === null || retriedAt < rotatedAt) return graceEnds
  return Math.max(graceEnds, retriedAt + Math.min(refreshGrace, UNDER_WAY) * 1000)
}

export class Monitor {
  /** Has anyone but the owner ever held a token? */
  stolen = false
  /**
   * Has the browser gone back further than a kill takes it: another profile, a snapshot? No table can
   * see a difference to a copy. It may lose its session, and be taken for a thief.
   */
  restored = false
  /** The newest generation in each hand. */
  readonly newest: Record<Party, number> = { owner: -1, thief: -1 }
  /** Why the cookie may be missing. */
  #cookieGone = false
  /** The generation that the session ended in. */
  #last: number | null = null
  #given: Record<Party, Set<number>> = { owner: new Set([0]), thief: new Set() }
  #shown: Record<Party, Set<number>> = { owner: new Set(), thief: new Set() }

  readonly world: World

  constructor(world: World) {
    this.world = world
  }

  get row(): Row {
    return this.world.server.row
  }

  /** Revoked or behind the user's token version. This does not change back. */
  get dead(): boolean {
    return this.row.revokedAt !== null || this.row.tokenVersion !== this.row.userTokenVersion
  }

  /** Has this lineage raised an alarm? */
  get isAnswered(): boolean {
    return this.row.revokedReason === 'reuse' || this.row.userTokenVersion > 0
  }

  expired(now: number): boolean {
    return now >= this.row.idleExpiresAt || now >= this.row.absoluteExpiresAt
  }

  holds(party: Party, generation: number): void {
    this.newest[party] = party === 'owner' ? generation : Math.max(this.newest.thief, generation)
    this.#given[party].add(generation)
  }

  cookieExpired(): void {
    this.#cookieGone = true
  }

  cookieCleared(): void {
    this.#cookieGone = true
  }

  /** A tab received the answer that its session is over. */
  tabEnded(reason: string): void {
    if (reason === 'no-session' && !this.#cookieGone) {
      throw new Violation('lost session', 'the cookie is gone, and nothing took it away')
    }
  }

  watchRefresh(party: Party, token: RefreshToken): Served<Refreshed> {
    let mustRefuse: Violation | null = null
    let mustNotWrite: Violation | null = null
    let mayRefuse = false
    let isAnswered = false
    return {
      arrived: (now) => {
        mayRefuse = token.expiresAt <= Math.floor(now / 1000) * 1000
      },
      step: (step, now) => {
        const { generation } = token
        this.#stayDead()
        if (step === 'rotate' || step === 'retry') {
          // What has changed since the row was read must stop the statement.
          mustNotWrite =
            mustRefuse ?? this.#refuseDead(generation) ?? this.#refuseStale(party, generation, now)
        }
        if (step !== 'read') return
        mayRefuse = this.dead || this.expired(now)
        isAnswered = this.isAnswered
        mustRefuse = mayRefuse
          ? new Violation('dead token works', `refresh with ${generation}`)
          : this.#refuseStale(party, generation, now)
      },
      done: (answer) => {
        this.world.trace?.(`  server: ${party} ${token.generation} → ${describe(answer)}`)
        this.#stayDead()
        if (answer.kind === 'granted') {
          if (answer.outcome !== 'unchanged' && mustNotWrite) throw mustNotWrite
          if (mustRefuse) throw mustRefuse
          if (answer.outcome === 'rotated') this.#shown[party].add(token.generation)
          else this.#noteShown(party, token.generation)
          if (answer.cookie) this.#given[party].add(answer.cookie.token.generation)
          return
        }
        if (answer.kind !== 'refused') return
        if (isAnswered && answer.code === 'token-reuse')
          throw new Violation('alarm', 'answered twice')
        this.#judgeRefusal(answer.code, mayRefuse)
      },
    }
  }

  #judgeRefusal(code: string, mayRefuse: boolean): void {
    if (code === 'token-reuse') {
      if (!this.stolen && !this.restored)
        throw new Violation('false alarm', 'no one else ever held a token')
      if (!this.dead) throw new Violation('alarm', 'answered, but the session goes on')
    } else if (!mayRefuse && !this.restored) {
      throw new Violation('lost session', `a living session gets ${code}`)
    }
    if (this.row.userTokenVersion > 1) throw new Violation('alarm', 'raised twice')
  }

  #refuseDead(generation: number): Violation | null {
    return this.dead ? new Violation('dead token works', `a token after ${generation}`) : null
  }

  /** No statement moves a session on that has ended. */
  #stayDead(): void {
    if (!this.dead) return
    this.#last ??= this.row.generation
    if (this.row.generation === this.#last) return
    throw new Violation('dead token works', `${this.row.generation} after the end`)
  }

  /** Once nothing is under way, no party goes on with less than what another party has shown. */
  #refuseStale(party: Party, generation: number, now: number): Violation | null {
    if (now < lateUntil(this.row, this.world.server.settings)) return null
    const other = party === 'owner' ? 'thief' : 'owner'
    for (const shown of this.#shown[other]) {
      if (shown > generation && !this.#given[party].has(shown)) {
        const what = `${other} has shown ${shown}, and ${generation} of ${party} still works`
        return new Violation('undetected', what)
      }
    }
    return null
  }

  /** Only the current generation counts: an access token of an older one shows nothing new. */
  #noteShown(party: Party, generation: number): void {
    if (this.row.confirmedGeneration === generation) this.#shown[party].add(generation)
  }

  watchPage(party: Party, token: RefreshToken): Served<boolean> {
    let dead = false
    let mayRefuse = false
    return {
      arrived: (now) => {
        mayRefuse = token.expiresAt <= Math.floor(now / 1000) * 1000
      },
      step: (step, now) => {
        if (step !== 'read') return
        dead = this.dead || this.expired(now)
        mayRefuse = dead || this.stolen || this.restored
      },
      done: (ok) => {
        if (ok && dead) throw new Violation('dead token works', 'page')
        if (ok) this.#noteShown(party, token.generation)
        if (!ok && !mayRefuse) throw new Violation('lost session', 'a page finds no session')
      },
    }
  }

  watchCall(party: Party, token: AccessToken): Served<boolean> {
    let dead = false
    let late = false
    return {
      arrived: (now) => {
        late = token.expiresAt <= Math.floor(now / 1000) * 1000
      },
      step: (step, now) => {
        if (step === 'read') dead = this.dead || this.expired(now)
      },
      done: (ok) => {
        if (ok && (dead || late)) throw new Violation('dead token works', 'call')
        if (ok) this.#noteShown(party, token.generation)
        if (!ok && !dead && !late) throw new Violation('lost session', 'a call is refused')
      },
    }
  }

  watchNoise(): Served<Refreshed> {
    return {
      done: (answer) => {
        if (answer.kind === 'refused' && answer.code === 'invalid-token') return
        throw new Violation('noise', `answered ${describe(answer)}`)
      },
    }
  }

  /** When its owner signed out, as long as that is how the session ended. */
  get signedOutAt(): number | null {
    const { revokedAt, revokedReason } = this.row
    return revokedReason === SIGN_OUT && !this.isAnswered ? revokedAt : null
  }
}

export function describe(answer: Refreshed): string {
  if (answer.kind === 'granted') return answer.outcome
  return answer.kind === 'busy' ? 'busy' : answer.code
}
