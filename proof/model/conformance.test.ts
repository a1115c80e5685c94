/**
 * Is the model's server the real one? Both are given the same requests, and their statements are
 * executed in the same order, one here and one there: after each, the rows must be equal, and so
 * must every answer.
 */
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { Db } from '../../db/client'
import { readSession, sessionOfRefreshTokens } from '../../lib/auth/sessions/read-session'
import { refreshSession } from '../../lib/auth/sessions/refresh'
import { endSession } from '../../lib/auth/sessions/sign-out'
import { START, scene } from '../../lib/auth/testing'
import { verifyAccessToken } from '../../lib/auth/tokens/access-token'
import { verifyRefreshToken } from '../../lib/auth/tokens/refresh-token'
import { REAL } from './mutants'
import * as model from './server'

/** What a real use case does next, and how to let it. */
type Pending = { step: model.Step; go(): void }
const gates = vi.hoisted(() => new Map<unknown, (pending: Pending) => void>())

/** Holds a query back until the test lets it go. */
const gated = vi.hoisted(() => {
  type Query = (db: never, ...rest: never[]) => Promise<unknown>
  return (query: Query, step: string): Query =>
    async (db, ...rest) => {
      const arrive = gates.get(db)
      if (arrive) await new Promise<void>((go) => arrive({ step: step as model.Step, go }))
      return query(db, ...rest)
    }
})

vi.mock('../../db/sessions', async (original) => {
  const real = await original<typeof import('../../db/sessions')>()
  return {
    ...real,
    findSession: gated(real.findSession, 'read'),
    rotateSession: gated(real.rotateSession, 'rotate'),
    noteRetry: gated(real.noteRetry, 'retry'),
    confirmGeneration: gated(real.confirmGeneration, 'confirm'),
    revokeSession: gated(real.revokeSession, 'revoke'),
    markReused: gated(real.markReused, 'mark-reused'),
  }
})
vi.mock('../../db/users', async (original) => {
  const real = await original<typeof import('../../db/users')>()
  return { ...real, raiseTokenVersion: gated(real.raiseTokenVersion, 'raise-token-version') }
})

const stages = {
  user: await scene(),
  session: await scene({ AUTH_REUSE_SCOPE: 'session' }),
  strict: await scene({ AUTH_REFRESH_GRACE: '0', AUTH_REFRESH_COALESCE: '0' }),
}

const KINDS = ['refresh', 'page', 'call', 'sign-out'] as const
type Kind = (typeof KINDS)[number]

/** One use case on both sides. */
type Pair = {
  model: Generator<model.Step, unknown>
  next: IteratorResult<model.Step, unknown>
  /** Resolves when the real one waits for its next statement, or has answered. */
  reached: Promise<void>
  pending: Pending | null
  answer: { value: unknown } | null
}

class Duel {
  readonly pairs: Pair[] = []
  readonly #row: Awaited<ReturnType<typeof this.stage.row>>
  readonly #server: model.Server
  /** Every token ever given, by its generation: the real one with the model's. */
  readonly #refresh: { real: string; model: model.RefreshToken }[] = []
  readonly #access: { real: string; model: model.AccessToken }[] = []
  now = START

  readonly stage: typeof stages.user
  readonly held: Awaited<ReturnType<typeof stages.user.signIn>>

  private constructor(
    stage: typeof stages.user,
    held: Awaited<ReturnType<typeof stages.user.signIn>>,
    row: Awaited<ReturnType<typeof stages.user.row>>,
  ) {
    this.stage = stage
    this.held = held
    this.#row = row
    const { config } = stage
    const fresh = model.newRow(config, START)
    this.#server = { ...REAL, row: fresh, settings: config }
    this.#refresh.push({ real: held.token, model: model.cookieOf(fresh, START).token })
  }

  static async begin(stage: typeof stages.user): Promise<Duel> {
    const held = await stage.signIn()
    return new Duel(stage, held, await stage.row(held.id))
  }

  async start(kind: Kind, which: number): Promise<void> {
    const refresh = this.#refresh[which % this.#refresh.length]
    const access = this.#access[which % (this.#access.length || 1)]
    if (!refresh || (kind === 'call' && !access)) return
    const db: Db = Object.create(this.stage.db)
    const context = { ...this.stage.at(this.now), db }
    const { now } = this
    const generators = {
      refresh: () => model.refresh(this.#server, refresh.model, now),
      page: () => model.page(this.#server, refresh.model, now),
      call: () => model.call(this.#server, (access as NonNullable<typeof access>).model, now),
      'sign-out': () => model.signOut(this.#server, refresh.model, now),
    }
    const pair: Pair = {
      model: generators[kind](),
      next: { done: false, value: 'read' },
      reached: Promise.resolve(),
      pending: null,
      answer: null,
    }
    pair.next = pair.model.next()
    const reach = () => {
      const { promise, resolve } = defer()
      pair.reached = promise
      return resolve
    }
    let resolve = reach()
    gates.set(db, (pending) => {
      const { go } = pending
      pair.pending = {
        ...pending,
        go: () => {
          pair.pending = null
          resolve = reach()
          go()
        },
      }
      resolve()
    })
    const real = {
      refresh: () => refreshSession(context, refresh.real),
      page: async () => isSignedIn(await sessionOfRefreshTokens(context, [refresh.real])),
      call: async () => {
        const verified = await verifyAccessToken(context.config, access?.real ?? '', now)
        return verified.ok && (await readSession(context, verified.claims)).ok
      },
      'sign-out': () => endSession(context, refresh.real),
    }
    void real[kind]().then(async (value) => {
      pair.answer = {
        value: kind === 'refresh' ? await this.#inModelWords(value as Answer, now) : value,
      }
      resolve()
    })
    this.pairs.push(pair)
    await this.#compare(pair)
  }

  /** Executes the next statement of a use case, here and there. */
  async advance(which: number): Promise<void> {
    const living = this.pairs.filter(({ next }) => !next.done)
    const pair = living[which % (living.length || 1)]
    if (!pair?.pending) return
    pair.pending.go()
    pair.next = pair.model.next()
    await this.#compare(pair)
  }

  async #compare(pair: Pair): Promise<void> {
    await pair.reached
    if (pair.next.done) {
      expect(pair.pending?.step).toBeUndefined()
      expect(pair.answer?.value).toEqual(pair.next.value)
    } else expect(pair.pending?.step).toBe(pair.next.value)
    const { userTokenVersion, ...row } = this.#server.row
    expect(await this.stage.row(this.#row.id)).toMatchObject(row)
    expect(await this.stage.tokenVersion(this.held.user)).toBe(userTokenVersion)
  }

  /** A real answer in the words of the model; its tokens are kept for later. */
  async #inModelWords(answer: Answer, now: number): Promise<model.Refreshed> {
    if (!answer.ok) {
      return answer.code === 'busy' ? { kind: 'busy' } : { kind: 'refused', code: answer.code }
    }
    const { accessToken, refreshToken } = answer.grant
    const { config } = this.stage
    const claims = await verifyAccessToken(config, accessToken, now)
    if (!claims.ok) throw new Error('the access token does not verify')
    const { gen, exp } = claims.claims
    const access = { generation: gen, expiresAt: exp * 1000 }
    this.#access.push({ real: accessToken, model: access })
    const base = { kind: 'granted', outcome: answer.outcome, access } as const
    if (refreshToken === null) return { ...base, cookie: null }
    const verified = await verifyRefreshToken(config, refreshToken.value, now)
    if (!verified.ok) throw new Error('the refresh token does not verify')
    const token = {
      generation: verified.claims.gen,
      authentic: true,
      issuedAt: verified.claims.iat * 1000,
      expiresAt: verified.claims.exp * 1000,
    }
    // The sign-ins of the model are to be remembered.
    if (refreshToken.maxAge === null) throw new Error('the cookie goes with the browser')
    this.#refresh.push({ real: refreshToken.value, model: token })
    return { ...base, cookie: { token, maxAge: refreshToken.maxAge } }
  }
}

type Answer = Awaited<ReturnType<typeof refreshSession>>

function isSignedIn(answer: object | null): boolean {
  return answer !== null && (!('ok' in answer) || answer.ok === true)
}

function defer() {
  let resolve = () => {}
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

/** `npm run test:model` runs more. */
const RUNS = process.env.MODEL_RUNS === undefined ? 8 : 150

const MINUTE = 60_000
const which = fc.nat({ max: 5 })
const pause = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 5_000 }) },
  { weight: 4, arbitrary: fc.integer({ min: 20_000, max: 70_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: -2 * MINUTE, max: 20 * MINUTE }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 4 * 24 * 60 * MINUTE }) },
)
const kinds = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Kind>('refresh') },
  { weight: 3, arbitrary: fc.constant<Kind>('call') },
  { weight: 2, arbitrary: fc.constant<Kind>('page') },
  { weight: 1, arbitrary: fc.constant<Kind>('sign-out') },
)
const deed = fc.oneof(
  { weight: 5, arbitrary: fc.record({ start: kinds, which }) },
  { weight: 9, arbitrary: fc.record({ advance: which }) },
  { weight: 4, arbitrary: fc.record({ pause }) },
)

type Deed = { start: Kind; which: number } | { advance: number } | { pause: number }
const start = (kind: Kind, token = 0): Deed => ({ start: kind, which: token })
const steps = (...pairs: number[]): Deed[] => pairs.map((advance) => ({ advance }))

/** Races that chance meets too seldom. `steps` counts among the use cases that are under way. */
const RACES: Deed[][] = [
  // The unseen generation is shown between the reading and the writing of its recovery.
  [start('refresh'), ...steps(0, 0), { pause: 61_000 }, start('refresh'), ...steps(0)].concat([
    start('call'),
    ...steps(1, 1, 0, 0, 0, 0, 0),
  ]),
  // The person signs out while a rotation is under way.
  [start('refresh'), ...steps(0), start('sign-out'), ...steps(1, 1, 0, 0)],
  // Two find the same reuse at once.
  [start('refresh'), ...steps(0, 0), { pause: 61_000 }, start('refresh', 1), ...steps(0, 0)].concat(
    [start('refresh'), start('refresh'), ...steps(0, 1, 0, 1, 0, 0)],
  ),
  // A reuse ends everything while the current token rotates, and while it is given out again.
  ...[61_000, 5_000].map((ms, which): Deed[] => [
    ...[start('refresh'), ...steps(0, 0, 0), { pause: 121_000 }, start('refresh', 1)],
    ...[...steps(0, 0, 0), { pause: ms }, start('refresh', 2 - which), ...steps(0)],
    ...[start('refresh'), ...steps(1, 1, 1), ...steps(0, 0, 0, 0)],
  ]),
  // The same while the current token is shown for the first time, by a refresh and by the others.
  ...(['refresh', 'call', 'page'] as const).map((kind): Deed[] => [
    ...[start('refresh'), ...steps(0, 0, 0), { pause: 56_000 }, start(kind, 1), ...steps(0)],
    ...[start('sign-out', 1), ...steps(1, 1), ...steps(0, 0, 0)],
  ]),
  // Four rotate at once: one does, and the others look again.
  [
    ...[0, 0, 0, 0].map((token) => start('refresh', token)),
    ...steps(0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0),
  ],
]

test.for(Object.keys(stages) as (keyof typeof stages)[])(
  'when a history runs, the model does what the code does, statement by statement: %s',
  { timeout: 600_000 },
  async (name) => {
    const history = fc.array(deed, { minLength: 20, maxLength: 60, size: 'max' })
    const property = fc.asyncProperty<[Deed[]]>(history, async (deeds) => {
      const duel = await Duel.begin(stages[name])
      for (const act of deeds) {
        if ('pause' in act) duel.now += act.pause
        else if ('start' in act) await duel.start(act.start, act.which)
        else await duel.advance(act.advance)
      }
      gates.clear()
    })
    const examples = RACES.map((deeds): [Deed[]] => [deeds])
    await fc.assert(property, { examples, numRuns: RACES.length + RUNS, seed: 20_260_105 })
  },
)
