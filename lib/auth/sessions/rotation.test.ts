/** The table of `docs/rotation.md`, row by row; `proof/model` holds it against browsers and thieves. */
import { expect, test } from 'vitest'
import { decideRotation, isSaved, type RotationState } from './rotation'

/** The grace and the time within which the current token stays, in milliseconds. */
const G = 30_000
const R = 60_000
const DAY = 86_400_000
const RULES = { refreshGrace: G / 1000, refreshCoalesce: R / 1000 }
const STRICT = { refreshGrace: 0, refreshCoalesce: 0 }
const SHORT = { refreshGrace: 5, refreshCoalesce: 20 }
const NOW = Date.UTC(2026, 0, 5, 12, 0, 0, 250)

/** A session whose current generation is 7; the browser has shown that it holds it. */
const living: RotationState = {
  generation: 7,
  previousGeneration: 6,
  confirmedGeneration: 7,
  rotatedAt: NOW - 3_600_000,
  retriedAt: null,
  idleExpiresAt: NOW + 1,
  absoluteExpiresAt: NOW + 1,
  revokedAt: null,
  revokedReason: null,
  tokenVersion: 3,
  userTokenVersion: 3,
}
const rotated = (ago: number, retriedAgo?: number) => ({
  rotatedAt: NOW - ago,
  retriedAt: retriedAgo === undefined ? null : NOW - retriedAgo,
})
const ended = (revokedReason: string | null, ago: number) => ({
  revokedAt: NOW - ago,
  revokedReason,
})
const signedOut = (ago: number) => ended('sign-out', ago)
const unconfirmed = { confirmedGeneration: 6 }
const recovered = { previousGeneration: 4, ...unconfirmed }

type Row = [
  presented: 'current' | 'previous' | 'older' | 'recovered' | 'future',
  when: string,
  outcome: string,
  session: Partial<RotationState>,
  rules?: typeof RULES,
]
/** `recovered`: the generation that a recovery left as the previous one. */
const GENERATIONS = {
  current: 7,
  previous: 6,
  older: 5,
  recovered: 4,
  future: 8,
}

test.each<Row>([
  ['current', 'it was replaced', 'session-revoked', ended('replaced', 1)],
  ['older', 'it was replaced long ago', 'session-revoked', ended('replaced', 9 * DAY)],
  ['older', 'a reuse ended it long ago', 'session-revoked', ended('reuse', 9 * DAY)],
  ['current', 'it has ended for no stated reason', 'session-revoked', ended(null, 1)],
  ['current', 'it ended at the first moment of the clock', 'session-revoked', { revokedAt: 0 }],
  ['current', 'token_version is behind', 'session-revoked', { userTokenVersion: 4 }],
  ['older', 'token_version is behind', 'session-revoked', { userTokenVersion: 4 }],
  ['current', 'token_version is ahead', 'session-revoked', { userTokenVersion: 2 }],
  ['current', 'the user is disabled', 'session-revoked', { userTokenVersion: null }],
  ['current', 'it is expired as well', 'session-revoked', { ...ended('x', 1), idleExpiresAt: NOW }],
  ['current', 'the idle limit is reached', 'session-expired', { idleExpiresAt: NOW }],
  ['current', 'the absolute limit is reached', 'session-expired', { absoluteExpiresAt: NOW }],
  ['previous', 'it is within G', 'session-expired', { idleExpiresAt: NOW, ...rotated(1) }],
  ['older', 'it is expired', 'session-expired', { idleExpiresAt: NOW }],

  ['current', 'its user signed out more than G ago', 'reuse', signedOut(G + 1)],
  ['older', 'its user signed out more than G ago', 'reuse', signedOut(G + 1)],
  ['current', 'its user signed out G ago', 'session-revoked', signedOut(G)],
  ['current', 'the clock was set back since the sign-out', 'session-revoked', signedOut(-DAY)],
  ['older', 'a reuse ended all', 'session-revoked', { ...signedOut(G + 1), userTokenVersion: 4 }],

  ['current', 'it never rotated', 'rotated', { previousGeneration: null, rotatedAt: null }],
  ['current', 'it rotated R ago', 'rotated', { ...rotated(R), ...unconfirmed }],
  ['current', 'it rotated less than R ago', 'unchanged', { ...rotated(R - 1), ...unconfirmed }],
  ['current', 'the clock was set back since', 'unchanged', rotated(-DAY)],
  ['current', 'it was given out again less than R ago', 'unchanged', rotated(R + G, R - 1)],
  ['current', 'it was given out again R ago', 'rotated', rotated(R + G, R)],

  ['previous', 'it rotated at this millisecond', 'retried', rotated(0)],
  ['previous', 'it rotated less than G ago', 'retried', { ...rotated(G - 1), ...unconfirmed }],
  ['previous', 'the clock was set back since', 'retried', rotated(-DAY)],
  ['recovered', 'it is within G', 'retried', { ...rotated(1), ...recovered }],
  ['previous', 'the current one is under way again', 'unchanged', rotated(G, 1)],
  ['previous', 'it was given out 25 s ago, less 1 ms', 'unchanged', rotated(54_998, 24_999)],
  ['recovered', 'so', 'unchanged', { ...rotated(G, 1), ...recovered }],
  ['previous', 'that is 25 s ago', 'recovered', { ...rotated(54_999, 25_000), ...unconfirmed }],
  ['previous', 'that is 25 s ago, and confirmed', 'reuse', rotated(54_999, 25_000)],
  ['older', 'the current one is under way again', 'reuse', rotated(G, 1)],

  ['previous', 'the current one was never seen', 'recovered', { ...rotated(G), ...unconfirmed }],
  ['previous', 'none ever was', 'recovered', { ...rotated(DAY), confirmedGeneration: null }],
  ['recovered', 'so again', 'recovered', { ...rotated(G), ...recovered }],
  ['previous', 'it rotated G ago and the current one was seen', 'reuse', rotated(G)],
  ['older', 'it rotated at this millisecond', 'reuse', rotated(0)],
  ['older', 'the current one was never seen', 'reuse', { ...rotated(G), ...unconfirmed }],
  ['previous', 'a recovery replaced it', 'reuse', { ...rotated(1), ...recovered }],
  ['older', 'there is no previous', 'reuse', { previousGeneration: null, rotatedAt: null }],
  ['future', 'it was never issued', 'invalid-token', {}],
  ['future', 'it was never issued, and it ended', 'invalid-token', signedOut(G + 1)],

  ['current', 'G = R = 0 and it just rotated', 'rotated', rotated(0), STRICT],
  ['current', 'G = R = 0 and the clock was set back', 'rotated', rotated(-1), STRICT],
  ['current', 'G = R = 0 and it was given out again', 'rotated', rotated(R, 1), STRICT],
  ['previous', 'G = R = 0', 'reuse', { ...rotated(0), ...unconfirmed }, STRICT],
  ['current', 'G = R = 0, 1 ms after the sign-out', 'reuse', signedOut(1), STRICT],
  ['current', 'G = R = 0, at the sign-out', 'session-revoked', signedOut(0), STRICT],
  ['previous', 'G is 5 s, less 1 ms', 'retried', rotated(4_999), SHORT],
  ['previous', 'G is 5 s', 'reuse', rotated(5_000), SHORT],
  ['current', 'R is 20 s, less 1 ms', 'unchanged', rotated(19_999), SHORT],
  ['current', 'R is 20 s', 'rotated', rotated(20_000), SHORT],
  ['previous', 'G is 5 s, given out less than G ago', 'unchanged', rotated(9_998, 4_999), SHORT],
  ['previous', 'G is 5 s, given out G ago', 'reuse', rotated(9_999, 5_000), SHORT],
])('when the %s token is presented and %s, it is %s', (...row) => {
  const [presented, , outcome, session, rules = RULES] = row
  const token = { generation: GENERATIONS[presented], authentic: true }
  const decision = decideRotation({ ...living, ...session }, token, NOW, rules)
  expect(decision.kind === 'refused' ? decision.code : decision.kind).toBe(outcome)
})

test.each<[string, Partial<RotationState>]>([
  ['lives', {}],
  ['has just rotated', rotated(0)],
  ['has ended', ended('replaced', 1)],
  ['was signed out long ago', signedOut(G + 1)],
  ['has expired', { idleExpiresAt: NOW - 1 }],
  ['is behind token_version', { userTokenVersion: 4 }],
])('when the session %s, a token with a bad jti raises no alarm', (_, session) => {
  for (const generation of Object.values(GENERATIONS)) {
    const token = { generation, authentic: false }
    const decision = decideRotation({ ...living, ...session }, token, NOW, RULES)
    expect(decision).toEqual({ kind: 'refused', code: 'invalid-token' })
  }
})

test.each<[string, Pick<RotationState, 'rotatedAt' | 'retriedAt'>, typeof RULES, boolean]>([
  ['rotated 55 s ago, less 1 ms', rotated(54_999), RULES, false],
  ['rotated 55 s ago', rotated(55_000), RULES, true],
  ['was given out again since', rotated(55_000, 54_999), RULES, false],
  ['was given out again 55 s ago', rotated(80_000, 55_000), RULES, true],
  ['was given out again before that', rotated(55_000, 70_000), RULES, true],
  ['is of the sign-in', { rotatedAt: null, retriedAt: null }, RULES, true],
  ['rotated R ago, R being short', rotated(20_000), SHORT, true],
  ['rotated now, R being 0', rotated(0), STRICT, true],
])(
  'when the current token %s, it is known whether it is on disk',
  (_, session, rules, expected) => {
    expect(isSaved(session, NOW, rules)).toBe(expected)
  },
)
