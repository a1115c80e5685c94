/**
 * Rotation done wrong: each of these weakens one row of the table or one statement, and the model
 * must find out by the named invariant. What no mutant could break would be no invariant.
 */
import {
  decideRotation,
  isSaved,
  type RotationDecision,
  type RotationState,
  UNDER_WAY,
} from '../../lib/auth/sessions/rotation'
import type { Action } from './actions'
import type { Invariant } from './monitor'
import type { Server } from './server'
import { statements } from './statements'
import { SMOOTH } from './world'

export type Machine = Pick<Server, 'decide' | 'isSaved' | 'statements'>

export const REAL: Machine = { decide: decideRotation, isSaved, statements }

export type Mutant = {
  what: string
  caughtBy: Invariant[]
  machine: Machine
  /** The kind of histories that show it, or the one history where it takes thousands to meet it. */
  in: 'honest' | 'thief' | Action[]
  /** For one history: where not the default, the least coalescing time that goes with this grace. */
  grace?: number
}

type Decide = typeof decideRotation
type Case = {
  decision: RotationDecision
  state: RotationState
  isPrevious: boolean
  /** Milliseconds since the rotation. */
  since: number
  grace: number
  coalesce: number
}

/** The real table with some of its decisions changed; undefined leaves one as it is. */
function rule(change: (of: Case) => RotationDecision | undefined): Machine {
  const decide: Decide = (state, presented, now, rules) => {
    const decision = decideRotation(state, presented, now, rules)
    const changed = change({
      decision,
      state,
      isPrevious: presented.generation === state.previousGeneration,
      since: state.rotatedAt === null ? Number.POSITIVE_INFINITY : now - state.rotatedAt,
      grace: rules.refreshGrace * 1000,
      coalesce: rules.refreshCoalesce * 1000,
    })
    return changed ?? decision
  }
  return { ...REAL, decide }
}

/** The real table on a changed view of the row. */
function blind(to: Partial<RotationState> | ((state: RotationState) => Partial<RotationState>)) {
  const decide: Decide = (state, presented, now, rules) => {
    const change = typeof to === 'function' ? to(state) : to
    return decideRotation({ ...state, ...change }, presented, now, rules)
  }
  return { ...REAL, decide }
}

const statement = (change: Partial<Server['statements']>): Machine => ({
  ...REAL,
  statements: { ...statements, ...change },
})

const kind = <Kind extends 'rotated' | 'unchanged' | 'retried' | 'recovered' | 'reuse'>(
  value: Kind,
) => ({ kind: value })
const revoked: RotationDecision = { kind: 'refused', code: 'session-revoked' }
const is = (decision: RotationDecision, kind: RotationDecision['kind']) => decision.kind === kind

/**
 * The first answer is lost. At the end of the grace one tab is given the token again, slowly, and
 * another recovers: it has read the row before the first has noted what it gives.
 */
const LATE_RETRY: Action[] = [
  { do: 'refresh', tab: 0, lock: false, journey: { ...SMOOTH, answer: null } },
  { do: 'wait', ms: 29_995 },
  { do: 'refresh', tab: 1, lock: false, journey: { ...SMOOTH, work: [0, 100], answer: 5_000 } },
  { do: 'wait', ms: 20 },
  { do: 'refresh', tab: 2, lock: false, journey: { ...SMOOTH, work: [0, 1_000] } },
  { do: 'wait', ms: 10_000 },
  { do: 'wait', ms: 70_000 },
]

/**
 * The same, with the least R: the token that was given again arrives when R is just over, and a
 * request that was sent before it does so later still.
 */
const LATE_REQUEST: Action[] = [
  { do: 'refresh', tab: 0, lock: false, journey: { ...SMOOTH, answer: null } },
  { do: 'wait', ms: 24_980 },
  { do: 'refresh', tab: 1, lock: false, journey: { ...SMOOTH, answer: 9_900 } },
  { do: 'wait', ms: 9_890 },
  { do: 'refresh', tab: 2, lock: false, journey: { ...SMOOTH, request: 10_000 } },
  { do: 'wait', ms: 150 },
  { do: 'refresh', tab: 0, lock: false, journey: SMOOTH },
  { do: 'wait', ms: 20_000 },
]

export const MUTANTS: Mutant[] = [
  {
    what: 'strict rotation: no grace, no coalescing, no recovery',
    caughtBy: ['false alarm', 'lost session'],
    in: 'honest',
    machine: {
      ...REAL,
      decide: (state, presented, now) =>
        decideRotation(state, presented, now, { refreshGrace: 0, refreshCoalesce: 0 }),
    },
  },
  {
    what: 'what was never issued is reuse',
    caughtBy: ['noise'],
    in: 'honest',
    machine: rule(({ decision }) =>
      decision.kind === 'refused' && decision.code === 'invalid-token' ? kind('reuse') : undefined,
    ),
  },
  {
    what: '`token_version` is not looked at',
    caughtBy: ['dead token works', 'alarm'],
    in: 'thief',
    machine: blind((state) => ({ userTokenVersion: state.tokenVersion })),
  },
  {
    what: 'an ended session is not looked at',
    caughtBy: ['dead token works', 'alarm'],
    in: 'thief',
    machine: blind({ revokedAt: null }),
  },
  {
    what: 'a copy of a signed-out session raises no alarm',
    caughtBy: ['undetected'],
    in: 'thief',
    machine: rule(({ decision, state }) =>
      is(decision, 'reuse') && state.revokedAt !== null ? revoked : undefined,
    ),
  },
  {
    what: 'a copy of a signed-out session is reuse at once',
    caughtBy: ['false alarm', 'noise'],
    in: 'honest',
    machine: rule(({ decision, state }) =>
      is(decision, 'refused') && state.revokedReason === 'sign-out' ? kind('reuse') : undefined,
    ),
  },
  {
    what: 'a reuse is reported again at every presentation',
    caughtBy: ['alarm'],
    in: 'thief',
    machine: rule(({ state }) => (state.revokedReason === 'reuse' ? kind('reuse') : undefined)),
  },
  {
    what: 'the current token rotates however soon',
    caughtBy: ['false alarm', 'lost session'],
    in: 'honest',
    machine: rule(({ decision, isPrevious }) =>
      is(decision, 'unchanged') && !isPrevious ? kind('rotated') : undefined,
    ),
  },
  {
    what: 'the current token never rotates',
    caughtBy: ['undetected'],
    in: 'thief',
    machine: rule(({ decision }) => (is(decision, 'rotated') ? kind('unchanged') : undefined)),
  },
  {
    what: 'the previous token is reuse at once: no grace',
    caughtBy: ['false alarm', 'lost session'],
    in: 'honest',
    machine: rule(({ decision }) => (is(decision, 'retried') ? kind('reuse') : undefined)),
  },
  {
    what: 'the previous token supersedes at once',
    caughtBy: ['false alarm', 'lost session'],
    in: 'honest',
    machine: rule(({ decision, state }) =>
      is(decision, 'retried') && state.confirmedGeneration !== state.generation
        ? kind('recovered')
        : undefined,
    ),
  },
  {
    what: 'the previous token is retried for ever',
    caughtBy: ['undetected'],
    in: 'thief',
    machine: rule(({ decision, state, isPrevious }) =>
      isPrevious && state.revokedAt === null && !is(decision, 'refused')
        ? kind('retried')
        : undefined,
    ),
  },
  {
    what: 'given out again, the current token is not taken to be under way: recovery',
    caughtBy: ['false alarm', 'lost session'],
    in: 'honest',
    machine: rule(({ decision, state, isPrevious }) =>
      is(decision, 'unchanged') && isPrevious && state.confirmedGeneration !== state.generation
        ? kind('recovered')
        : undefined,
    ),
  },
  {
    what: 'given out again, the current token is not taken to be under way: rotation',
    caughtBy: ['false alarm', 'lost session'],
    in: LATE_REQUEST,
    grace: UNDER_WAY,
    machine: {
      ...REAL,
      decide: (state, presented, now, rules) => {
        const isCurrent = presented.generation === state.generation
        return decideRotation(
          isCurrent ? { ...state, retriedAt: null } : state,
          presented,
          now,
          rules,
        )
      },
    },
  },
  {
    what: 'given out again, the current token is taken to be under way for another minute',
    caughtBy: ['undetected'],
    in: 'thief',
    machine: {
      ...REAL,
      decide: (state, presented, now, rules) => {
        const decision = decideRotation(state, presented, now, rules)
        const isLate = is(decision, 'reuse') && presented.generation === state.previousGeneration
        return isLate ? decideRotation(state, presented, now - 60_000, rules) : decision
      },
    },
  },
  {
    what: 'no recovery: a lost answer is theft once the grace is over',
    caughtBy: ['false alarm', 'lost session'],
    in: 'honest',
    machine: rule(({ decision }) => (is(decision, 'recovered') ? kind('reuse') : undefined)),
  },
  {
    what: 'recovery although the current token was used',
    caughtBy: ['undetected'],
    in: 'thief',
    machine: rule(({ decision, state, isPrevious }) =>
      is(decision, 'reuse') && isPrevious && state.revokedAt === null
        ? kind('recovered')
        : undefined,
    ),
  },
  {
    what: 'what is shown at once counts, although it may not be on disk yet',
    caughtBy: ['false alarm', 'lost session'],
    in: 'honest',
    machine: { ...REAL, isSaved: () => true },
  },
  {
    what: 'what is shown counts as on disk after 30 s, however late it came',
    caughtBy: ['false alarm', 'lost session'],
    in: 'honest',
    machine: {
      ...REAL,
      isSaved: ({ rotatedAt }, now) => rotatedAt === null || now - rotatedAt >= 30_000,
    },
  },
  {
    what: 'a superseded or older token is refused, and no alarm',
    caughtBy: ['lost session'],
    in: 'thief',
    machine: rule(({ decision, state, isPrevious }) =>
      is(decision, 'reuse') && !isPrevious && state.revokedAt === null ? revoked : undefined,
    ),
  },
  {
    what: 'a superseded or older token still gets access tokens',
    caughtBy: ['undetected'],
    in: 'thief',
    machine: rule(({ decision, state, isPrevious }) =>
      is(decision, 'reuse') && !isPrevious && state.revokedAt === null
        ? kind('unchanged')
        : undefined,
    ),
  },
  {
    what: 'rotation without comparing the generation',
    caughtBy: ['lost session'],
    in: 'honest',
    machine: statement({
      rotate: (row, expected, to) =>
        statements.rotate(row, { ...expected, generation: row.generation }, to),
    }),
  },
  {
    what: 'recovery without comparing what is confirmed',
    caughtBy: ['undetected'],
    in: [
      { do: 'steal' },
      { do: 'thief-refresh', which: 0, journey: SMOOTH },
      { do: 'wait', ms: 61_000 },
      { do: 'refresh', tab: 0, lock: false, journey: { ...SMOOTH, work: [0, 2_000] } },
      { do: 'thief-call', which: 0, journey: { ...SMOOTH, work: [1_000] } },
      { do: 'wait', ms: 5_000 },
    ],
    machine: statement({
      rotate: (row, expected, to) =>
        statements.rotate(row, { ...expected, confirmedAtMost: Number.POSITIVE_INFINITY }, to),
    }),
  },
  {
    what: 'recovery without comparing what was given out again',
    caughtBy: ['false alarm', 'lost session'],
    in: LATE_RETRY,
    machine: statement({
      rotate: (row, expected, to) =>
        statements.rotate(row, { ...expected, retriedAtMost: Number.POSITIVE_INFINITY }, to),
    }),
  },
  {
    what: 'what is given out again is not noted',
    caughtBy: ['false alarm', 'lost session'],
    in: 'honest',
    machine: statement({ retry: () => true }),
  },
  {
    what: 'rotation of a session that has ended in the meantime',
    caughtBy: ['dead token works'],
    in: [
      { do: 'refresh', tab: 0, lock: false, journey: { ...SMOOTH, work: [0, 2_000] } },
      { do: 'sign-out', journey: SMOOTH },
      { do: 'wait', ms: 5_000 },
    ],
    machine: statement({
      rotate(row, expected, to) {
        if (row.generation !== expected.generation) return false
        Object.assign(row, to)
        return true
      },
    }),
  },
  {
    what: 'confirming whatever is current',
    caughtBy: ['false alarm', 'lost session'],
    in: 'honest',
    machine: statement({
      confirm(row) {
        row.confirmedGeneration = row.generation
      },
    }),
  },
  {
    what: 'nothing is ever confirmed',
    caughtBy: ['undetected'],
    in: 'thief',
    machine: statement({ confirm: () => {} }),
  },
  {
    what: 'a reuse is reported and not committed',
    caughtBy: ['alarm'],
    in: 'thief',
    machine: statement({ markReused: () => {}, raiseTokenVersion: () => {} }),
  },
  {
    what: '`token_version` goes up at every presentation',
    caughtBy: ['alarm'],
    in: 'thief',
    machine: statement({
      raiseTokenVersion(row) {
        row.userTokenVersion += 1
      },
    }),
  },
]
