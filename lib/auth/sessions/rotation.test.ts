import { describe, expect, test } from 'vitest'
import { decideRotation, isSaved, type RotationState } from './rotation'

const G = 30_000
const R = 60_000
const RULES = { refreshGrace: G / 1000, refreshCoalesce: R / 1000 }
const STRICT = { refreshGrace: 0, refreshCoalesce: 0 }

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
const rotatedAgo = (milliseconds: number) => ({ rotatedAt: NOW - milliseconds })
const signedOutAgo = (milliseconds: number) => ({
  revokedAt: NOW - milliseconds,
  revokedReason: 'sign-out',
})
const unconfirmed = { confirmedGeneration: 6 }
const neverConfirmed = { confirmedGeneration: null }

type Row = [title: string, session: Partial<RotationState>, presented: number]

function decide(session: Partial<RotationState>, generation: number, rules = RULES) {
  return decideRotation({ ...living, ...session }, { generation, authentic: true }, NOW, rules)
}
const refused = (code: string) => ({ kind: 'refused', code })

describe('session revoked, expired, or token_version behind: 401, no alarm', () => {
  test.each<Row>([
    ['current, revoked', { revokedAt: NOW - 1, revokedReason: 'replaced' }, 7],
    ['previous, revoked', { revokedAt: NOW - 1, revokedReason: 'replaced' }, 6],
    ['older, revoked', { revokedAt: NOW - 1, revokedReason: 'replaced' }, 2],
    ['current, replaced long ago', { revokedAt: 1, revokedReason: 'replaced' }, 7],
    ['current, ended by a reuse long ago', { revokedAt: 1, revokedReason: 'reuse' }, 7],
    ['older, ended by a reuse long ago', { revokedAt: 1, revokedReason: 'reuse' }, 2],
    ['current, revoked for no stated reason', { revokedAt: 1 }, 7],
    ['current, revoked at the first moment of the clock', { revokedAt: 0 }, 7],
    ['current, token_version behind', { userTokenVersion: 4 }, 7],
    ['older, token_version behind', { userTokenVersion: 4 }, 2],
    ['current, token_version ahead', { userTokenVersion: 2 }, 7],
    ['revoked and expired', { revokedAt: NOW - 1, idleExpiresAt: NOW - 1 }, 7],
  ])('%s', (_, session, presented) => {
    expect(decide(session, presented)).toEqual(refused('session-revoked'))
  })

  test.each<Row>([
    ['current, idle limit reached to the millisecond', { idleExpiresAt: NOW }, 7],
    ['current, idle limit passed', { idleExpiresAt: NOW - 1 }, 7],
    ['current, absolute limit reached to the millisecond', { absoluteExpiresAt: NOW }, 7],
    ['current, absolute limit passed', { absoluteExpiresAt: NOW - 1 }, 7],
    ['previous within the grace, expired', { idleExpiresAt: NOW, ...rotatedAgo(1) }, 6],
    ['older, expired', { idleExpiresAt: NOW }, 2],
  ])('%s', (_, session, presented) => {
    expect(decide(session, presented)).toEqual(refused('session-expired'))
  })
})

describe('only exception: ended by its own sign-out more than G ago, its token presented: reuse', () => {
  test.each<Row>([
    ['current, G + 1 ms after', signedOutAgo(G + 1), 7],
    ['previous, G + 1 ms after', signedOutAgo(G + 1), 6],
    ['older, G + 1 ms after', signedOutAgo(G + 1), 0],
    ['current, a day after', signedOutAgo(86_400_000), 7],
  ])('%s: reuse', (_, session, presented) => {
    expect(decide(session, presented)).toEqual({ kind: 'reuse' })
  })

  test.each<Row>([
    ['current, G after to the millisecond', signedOutAgo(G), 7],
    ['current, at once', signedOutAgo(0), 7],
    ['older, G after', signedOutAgo(G), 2],
    ['current, signed out later than now (clock set back)', signedOutAgo(-86_400_000), 7],
    ['told once already: token_version behind', { ...signedOutAgo(G + 1), userTokenVersion: 4 }, 7],
  ])('%s: no alarm', (_, session, presented) => {
    expect(decide(session, presented)).toEqual(refused('session-revoked'))
  })
})

describe('current, rotated more than R ago or never: rotate', () => {
  test.each<Row>([
    ['never rotated', { generation: 7, previousGeneration: null, rotatedAt: null }, 7],
    ['R ago to the millisecond', rotatedAgo(R), 7],
    ['R + 1 ms ago', rotatedAgo(R + 1), 7],
    ['long ago, and not confirmed before', { ...rotatedAgo(R), ...unconfirmed }, 7],
  ])('%s', (_, session, presented) => {
    expect(decide(session, presented)).toEqual({ kind: 'rotated' })
  })
})

describe('current, rotated within R: new access token, same refresh token', () => {
  test.each<Row>([
    ['R - 1 ms ago', rotatedAgo(R - 1), 7],
    ['at this millisecond', rotatedAgo(0), 7],
    ['and not confirmed before', { ...rotatedAgo(1), ...neverConfirmed }, 7],
    ['later than now (clock set back)', rotatedAgo(-86_400_000), 7],
  ])('%s', (_, session, presented) => {
    expect(decide(session, presented)).toEqual({ kind: 'unchanged' })
  })
})

describe('previous, within G of the rotation: the identical current token again', () => {
  test.each<Row>([
    ['at this millisecond', rotatedAgo(0), 6],
    ['G - 1 ms ago', rotatedAgo(G - 1), 6],
    ['and the current one confirmed', { ...rotatedAgo(1), confirmedGeneration: 7 }, 6],
    ['and the current one unconfirmed', { ...rotatedAgo(1), ...unconfirmed }, 6],
    ['after a recovery: generations apart', { ...rotatedAgo(1), previousGeneration: 4 }, 4],
    ['rotated later than now (clock set back)', rotatedAgo(-86_400_000), 6],
  ])('%s', (_, session, presented) => {
    expect(decide(session, presented)).toEqual({ kind: 'retried' })
  })
})

describe('previous, later, the current one given out again less than 25 s ago: no refresh token', () => {
  const retried = (since: number, ago: number) => ({
    ...rotatedAgo(since),
    retriedAt: NOW - ago,
  })
  test.each<Row>([
    ['a moment after the grace, unconfirmed', { ...retried(G, 1), ...unconfirmed }, 6],
    ['a moment after the grace, confirmed', retried(G, 1), 6],
    ['25 s - 1 ms ago', { ...retried(54_998, 24_999), ...unconfirmed }, 6],
    ['after a recovery', { ...retried(G, 1), previousGeneration: 4, ...neverConfirmed }, 4],
  ])('%s', (_, session, presented) => {
    expect(decide(session, presented)).toEqual({ kind: 'unchanged' })
  })

  test.each<[string, Partial<RotationState>, number, string]>([
    ['25 s ago, unconfirmed', { ...retried(54_999, 25_000), ...unconfirmed }, 6, 'recovered'],
    ['25 s ago, confirmed', retried(54_999, 25_000), 6, 'reuse'],
    ['it was an earlier one', { ...retried(G, G + 1), ...unconfirmed }, 6, 'recovered'],
    ['an older generation is presented', retried(G, 1), 5, 'reuse'],
  ])('not where %s', (_, session, presented, kind) => {
    expect(decide(session, presented)).toEqual({ kind })
  })

  test('the current token rotates R after it was last given out', () => {
    expect(decide(retried(R + G, R - 1), 7)).toEqual({ kind: 'unchanged' })
    expect(decide(retried(R + G, R), 7)).toEqual({ kind: 'rotated' })
    expect(decide(retried(10_000, 100), 7, STRICT)).toEqual({ kind: 'rotated' })
  })

  test('a shorter grace makes it as short', () => {
    const rules = { refreshGrace: 5, refreshCoalesce: 20 }
    expect(decide(retried(9_998, 4_999), 6, rules)).toEqual({ kind: 'unchanged' })
    expect(decide(retried(9_999, 5_000), 6, rules)).toEqual({ kind: 'reuse' })
  })
})

describe('previous, later, current never confirmed: supersede', () => {
  test.each<Row>([
    ['G ago to the millisecond', { ...rotatedAgo(G), ...unconfirmed }, 6],
    ['days ago', { ...rotatedAgo(86_400_000), ...unconfirmed }, 6],
    ['nothing was ever confirmed', { ...rotatedAgo(G), ...neverConfirmed }, 6],
    ['again, after a recovery', { ...rotatedAgo(G), previousGeneration: 4, ...unconfirmed }, 4],
  ])('%s', (_, session, presented) => {
    expect(decide(session, presented)).toEqual({ kind: 'recovered' })
  })
})

describe('any other generation that was issued: reuse', () => {
  test.each<Row>([
    ['previous, G after, the current one confirmed', rotatedAgo(G), 6],
    ['older than previous, a moment after the rotation', rotatedAgo(0), 5],
    ['the first, long ago', {}, 0],
    ['superseded by a recovery', { ...rotatedAgo(1), previousGeneration: 4, ...unconfirmed }, 6],
    ['older, while the current one is unconfirmed', { ...rotatedAgo(G), ...unconfirmed }, 5],
    ['any old one, with no previous', { previousGeneration: null, rotatedAt: null }, 6],
  ])('%s', (_, session, presented) => {
    expect(decide(session, presented)).toEqual({ kind: 'reuse' })
  })
})

describe('a generation never issued, a bad jti: 401, no alarm', () => {
  const states: [string, Partial<RotationState>][] = [
    ['living', {}],
    ['just rotated', rotatedAgo(0)],
    ['revoked', { revokedAt: 1, revokedReason: 'replaced' }],
    ['signed out long ago', signedOutAgo(G + 1)],
    ['expired', { idleExpiresAt: NOW - 1 }],
    ['token_version behind', { userTokenVersion: 4 }],
  ]
  test.each(states)('%s: a bad jti of any generation', (_, session) => {
    for (const generation of [0, 5, 6, 7, 8]) {
      const presented = { generation, authentic: false }
      const decision = decideRotation({ ...living, ...session }, presented, NOW, RULES)
      expect(decision).toEqual(refused('invalid-token'))
    }
  })
  test.each(states)('%s: a generation to come', (_, session) => {
    expect(decide(session, 8)).toEqual(refused('invalid-token'))
    expect(decide(session, Number.MAX_SAFE_INTEGER)).toEqual(refused('invalid-token'))
  })
})

describe('G = R = 0: strict textbook rotation', () => {
  test.each<[...Row, string]>([
    ['current, rotated at this millisecond', rotatedAgo(0), 7, 'rotated'],
    ['previous, rotated at this millisecond', { ...rotatedAgo(0), ...unconfirmed }, 6, 'reuse'],
    ['previous, long ago, unconfirmed', { ...rotatedAgo(G), ...unconfirmed }, 6, 'reuse'],
    ['current, signed out 1 ms ago', signedOutAgo(1), 7, 'reuse'],
    ['current, signed out at this millisecond', signedOutAgo(0), 7, 'refused'],
    ['current, rotated later than now (clock set back)', rotatedAgo(-1), 7, 'rotated'],
    ['previous, rotated later than now (clock set back)', rotatedAgo(-1), 6, 'reuse'],
  ])('%s', (_, session, presented, kind) => {
    expect(decide(session, presented, STRICT)).toMatchObject({ kind })
  })
})

test('the grace ends where it is set, not at the default', () => {
  const rules = { refreshGrace: 5, refreshCoalesce: 20 }
  expect(decide(rotatedAgo(4_999), 6, rules)).toEqual({ kind: 'retried' })
  expect(decide(rotatedAgo(5_000), 6, rules)).toEqual({ kind: 'reuse' })
  expect(decide(rotatedAgo(19_999), 7, rules)).toEqual({ kind: 'unchanged' })
  expect(decide(rotatedAgo(20_000), 7, rules)).toEqual({ kind: 'rotated' })
})

describe('when a browser shows a token, it counts once the cookie is surely on disk', () => {
  test.each<[string, number | null, number | null, boolean]>([
    ['55 s after the rotation, less 1 ms', 54_999, null, false],
    ['55 s after the rotation', 55_000, null, true],
    ['55 s after it, but given out again since', 55_000, 54_999, false],
    ['55 s after it was given out again', 80_000, 55_000, true],
    ['given out again before that rotation', 55_000, 70_000, true],
    ['the token of the sign-in', null, null, true],
  ])('%s', (_, rotated, retried, expected) => {
    const ago = (past: number | null) => (past === null ? null : NOW - past)
    const session = { rotatedAt: ago(rotated), retriedAt: ago(retried) }
    expect(isSaved(session, NOW, RULES)).toBe(expected)
  })

  test('a shorter R makes it as short', () => {
    const session = { rotatedAt: NOW - 35_000, retriedAt: null }
    expect(isSaved(session, NOW, { refreshGrace: 25, refreshCoalesce: 35 })).toBe(true)
    expect(isSaved({ ...session, rotatedAt: NOW }, NOW, STRICT)).toBe(true)
  })
})
