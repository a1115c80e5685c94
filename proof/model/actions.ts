/** What may happen, as values that fast-check makes up and shrinks. */
import fc from 'fast-check'
import { UNDER_WAY, UNSAVED } from '../../lib/auth/sessions/rotation'
import { TABS } from './browser'
import { type Journey, STATEMENT_LIMIT } from './world'

export type Action =
  | { do: 'wait'; ms: number }
  | { do: 'refresh'; tab: number; lock: boolean; journey: Journey }
  | { do: 'call'; tab: number; journey: Journey }
  | { do: 'load'; tab: number; journey: Journey }
  | { do: 'sleep'; ms: number }
  /** The server's processes die. */
  | { do: 'crash' }
  /** The browser does, or its whole computer. */
  | { do: 'kill'; forgets: number; ms: number }
  | { do: 'clock'; ms: number }
  | { do: 'sign-out'; journey: Journey }
  | { do: 'noise'; generation: number; journey: Journey }
  | { do: 'steal' }
  | { do: 'thief-refresh'; which: number; journey: Journey }
  | { do: 'thief-call'; which: number; journey: Journey }
  | { do: 'thief-sign-out'; which: number; journey: Journey }

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** What a browser that is killed may forget. What forgets more was restored: a profile, a snapshot. */
export const WRITE_DELAY = (UNSAVED - UNDER_WAY) * SECOND

/** Something from `min` to `max` milliseconds; `weight` says how often. */
const span = (weight: number, min: number, max: number) => ({
  weight,
  arbitrary: fc.integer({ min, max }),
})

/** Moments that lie close together, about a rule's limits, and far apart. */
const pause = fc.oneof(
  span(6, 0, 60),
  span(5, 60, 4 * SECOND),
  span(5, 4 * SECOND, 35 * SECOND),
  span(4, 25 * SECOND, 65 * SECOND),
  span(3, MINUTE, 20 * MINUTE),
  span(1, HOUR, 2 * DAY),
)

const way = fc.oneof(span(6, 1, 200), span(3, 200, 4 * SECOND), span(3, 4 * SECOND, 11 * SECOND))
const lossy = fc.oneof(
  { weight: 4, arbitrary: way },
  { weight: 1, arbitrary: fc.constant<null>(null) },
)
const stall = fc.oneof(span(8, 0, 5), span(2, 5, 2 * SECOND), span(1, 2 * SECOND, STATEMENT_LIMIT))

const journeyOf = (request: fc.Arbitrary<number | null>): fc.Arbitrary<Journey> =>
  fc.record({
    request,
    work: fc.oneof(
      { weight: 3, arbitrary: fc.constant<number[]>([]) },
      { weight: 1, arbitrary: fc.array(stall, { maxLength: 4 }) },
    ),
    crash: fc.oneof(
      { weight: 12, arbitrary: fc.constant<null>(null) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 }) },
    ),
    answer: lossy,
  })

const journey = journeyOf(lossy)
/** A thief sets no time-out. */
const anyJourney = journeyOf(fc.oneof({ weight: 5, arbitrary: lossy }, span(1, SECOND, 3 * HOUR)))

const tab = fc.integer({ min: 0, max: TABS - 1 })
const which = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 3 }) },
)
const act = <Name extends Action['do']>(name: Name) => fc.constant(name)

const honest = [
  { weight: 10, arbitrary: fc.record({ do: act('wait'), ms: pause }) },
  {
    weight: 10,
    arbitrary: fc.record({ do: act('refresh'), tab, lock: fc.boolean(), journey }),
  },
  { weight: 5, arbitrary: fc.record({ do: act('call'), tab, journey }) },
  { weight: 2, arbitrary: fc.record({ do: act('load'), tab, journey }) },
  { weight: 1, arbitrary: fc.record({ do: act('sleep'), ms: pause }) },
  { weight: 1, arbitrary: fc.record({ do: act('crash') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: act('kill'),
      forgets: fc.oneof(span(8, 0, WRITE_DELAY), span(1, WRITE_DELAY, 2 * DAY)),
      ms: fc.oneof(span(3, UNDER_WAY * SECOND, 2 * MINUTE), span(1, UNDER_WAY * SECOND, 2 * DAY)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: act('clock'),
      ms: fc.oneof(
        fc.integer({ min: -2 * HOUR, max: 0 }),
        fc.integer({ min: -MINUTE, max: MINUTE }),
        fc.integer({ min: 0, max: 2 * HOUR }),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: act('noise'),
      generation: fc.integer({ min: 0, max: 9 }),
      journey,
    }),
  },
]

const leaving = {
  weight: 1,
  arbitrary: fc.record({ do: act('sign-out'), journey }),
}

const theft = [
  { weight: 3, arbitrary: fc.record({ do: act('steal') }) },
  {
    weight: 7,
    arbitrary: fc.record({ do: act('thief-refresh'), which, journey: anyJourney }),
  },
  { weight: 4, arbitrary: fc.record({ do: act('thief-call'), which, journey: anyJourney }) },
]
const thiefLeaving = {
  weight: 1,
  arbitrary: fc.record({ do: act('thief-sign-out'), which, journey: anyJourney }),
}

/** Histories without a thief; `maxLength` bounds them. */
export const honestHistory = (maxLength: number): fc.Arbitrary<Action[]> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.array(fc.oneof(...honest), { maxLength, size: 'max' }) },
    { weight: 1, arbitrary: fc.array(fc.oneof(...honest, leaving), { maxLength, size: 'max' }) },
  )

/** Histories with a thief. */
export const thiefHistory = (maxLength: number): fc.Arbitrary<Action[]> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.array(fc.oneof(...honest, ...theft), { maxLength, size: 'max' }) },
    {
      weight: 1,
      arbitrary: fc.array(fc.oneof(...honest, ...theft, leaving, thiefLeaving), {
        maxLength,
        size: 'max',
      }),
    },
  )
