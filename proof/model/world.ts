/**
 * The network and the processes that serve, as a discrete-event simulation: everything that happens
 * is an event at a moment of true time. Nothing is random in here.
 */
import type { Server, Step } from './server'
import { Timeline } from './timeline'

/** Who sends a request: the honest browser, or a thief with a copy of its cookie. */
export type Party = 'owner' | 'thief'

/** How one request fares. Times in milliseconds. */
export type Journey = {
  /** Until it reaches the server; null: it never does. */
  request: number | null
  /** Before each statement, the first one first; 0 where the list is too short. */
  work: number[]
  /** The statement before which the process dies; null: it does not. */
  crash: number | null
  /** Until the answer is back; null: it never is. */
  answer: number | null
}

/**
 * The database has answered a statement after this long, or failed: a connection (3 s) and the
 * statement (6 s) in `db/postgresql.ts`, 5 s in `db/sqlite.ts`.
 */
export const STATEMENT_LIMIT = 9_000

export const SMOOTH: Journey = { request: 10, work: [], crash: null, answer: 10 }

/** What the monitor hears of a request while it is served. */
export type Served<Answer> = {
  /** Arrived; `now` is the server's clock, read once as the real handlers do. */
  arrived?(now: number): void
  /** A statement is about to be executed. */
  step?(step: Step, now: number): void
  /** Everything is done; the answer is about to be sent. */
  done?(answer: Answer, now: number): void
}

export class World extends Timeline {
  #clockOffset = 0
  /** Counts crashes: what began before the last one is gone. */
  #life = 0
  /** Requests of the honest browser that the server is at. */
  #served = 0

  readonly server: Server
  readonly trace?: (line: string) => void

  constructor(server: Server, trace?: (line: string) => void) {
    super()
    this.server = server
    this.trace = trace
  }

  /** The server's clock. */
  get clock(): number {
    return this.time + this.#clockOffset
  }

  setClock(by: number): void {
    this.#clockOffset += by
  }

  /** Every process dies, and is there again at once. */
  crash(): void {
    this.#life += 1
  }

  /** Is the server at a request of the honest browser? */
  get isServing(): boolean {
    return this.#served > 0
  }

  /** Sends a request; `deliver` gets the answer, if ever. */
  send<Answer>(
    sender: Party,
    handler: (server: Server, now: number) => Generator<Step, Answer>,
    journey: Journey,
    served: Served<Answer>,
    deliver: (answer: Answer, now: number) => void,
  ): void {
    if (journey.request === null) return
    this.after(journey.request, () => {
      const life = this.#life
      const now = this.clock
      const weight = sender === 'owner' ? 1 : 0
      this.#served += weight
      served.arrived?.(now)
      const run = handler(this.server, now)
      const advance = (count: number) => {
        const { done, value } = run.next()
        if (done) {
          this.#served -= weight
          served.done?.(value, now)
          if (journey.answer !== null) this.after(journey.answer, () => deliver(value, now))
          return
        }
        this.after(journey.work[count] ?? 0, () => {
          if (life !== this.#life || journey.crash === count) {
            this.#served -= weight
            return
          }
          served.step?.(value, now)
          advance(count + 1)
        })
      }
      advance(0)
    })
  }
}
