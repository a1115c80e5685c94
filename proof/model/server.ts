/**
 * The server's use cases as sequences of atomic steps. Each is a generator that stops before every
 * statement, so that a simulation can let anything happen in between: another request, a crash.
 *
 * The decision is the real `decideRotation`. What is restated in here is the order of statements
 * in `refresh.ts`, `read-session.ts` and `sign-out.ts`; `conformance.test.ts` runs both side by side.
 */

import type {
  decideRotation,
  isSaved,
  PresentedToken,
  RotationDecision,
  RotationRules,
} from '../../lib/auth/sessions/rotation'
import { SIGN_OUT } from '../../lib/auth/sessions/rotation'
import type { TerminalCode } from '../../lib/contract/errors'
import type { Row, Statements } from './statements'

/** Lifetimes in seconds, as in `Config`. */
export type Settings = RotationRules & {
  accessTokenTtl: number
  refreshTokenTtl: number
  sessionMaxAge: number
  reuseScope: 'user' | 'session'
}

export type Server = {
  row: Row
  settings: Settings
  decide: typeof decideRotation
  isSaved: typeof isSaved
  statements: Statements
}

/** Times in milliseconds, whole seconds as in a JWT; a null `issuedAt` is that of the sign-in. */
export type RefreshToken = PresentedToken & { issuedAt: number | null; expiresAt: number }
export type AccessToken = { generation: number; expiresAt: number }

/** The statement that comes next. */
export type Step =
  | 'read'
  | 'rotate'
  | 'retry'
  | 'confirm'
  | 'revoke'
  | 'raise-token-version'
  | 'mark-reused'

export type Refreshed =
  | {
      kind: 'granted'
      outcome: 'rotated' | 'unchanged' | 'retried' | 'recovered'
      access: AccessToken
      /** For the cookie, with its Max-Age in seconds; null when it stays as it is. */
      cookie: { token: RefreshToken; maxAge: number } | null
    }
  | { kind: 'refused'; code: Exclude<TerminalCode, 'no-session'> }
  | { kind: 'busy' }

const ATTEMPTS = 3
const wholeSecond = (milliseconds: number) => Math.floor(milliseconds / 1000) * 1000

/** A session that begins now. */
export function newRow(settings: Settings, now: number): Row {
  const absoluteExpiresAt = now + settings.sessionMaxAge * 1000
  return {
    generation: 0,
    previousGeneration: null,
    confirmedGeneration: null,
    rotatedAt: null,
    retriedAt: null,
    idleExpiresAt: idleExpiry(settings, absoluteExpiresAt, now),
    absoluteExpiresAt,
    revokedAt: null,
    revokedReason: null,
    tokenVersion: 0,
    userTokenVersion: 0,
  }
}

function idleExpiry(settings: Settings, absoluteExpiresAt: number, now: number): number {
  return Math.min(now + settings.refreshTokenTtl * 1000, absoluteExpiresAt)
}

/** The refresh token that a row makes, with the cookie's lifetime in seconds. */
export function cookieOf(row: Row, now: number) {
  const token = {
    generation: row.generation,
    authentic: true,
    issuedAt: issuedAt(row),
    expiresAt: wholeSecond(row.idleExpiresAt),
  }
  return { token, maxAge: Math.max(0, Math.floor((row.idleExpiresAt - now) / 1000)) }
}

export function accessOf(settings: Settings, row: Row, generation: number, now: number) {
  const lasts = wholeSecond(now) + settings.accessTokenTtl * 1000
  return { generation, expiresAt: Math.min(lasts, wholeSecond(row.absoluteExpiresAt)) }
}

function* examine(server: Server, token: RefreshToken, now: number) {
  yield 'read' as const
  const row = { ...server.row }
  const { generation } = token
  // Two tokens of one generation differ in nothing but their times; the row has the hash of one.
  const isThatOne = generation !== row.generation || token.issuedAt === issuedAt(row)
  const presented = { generation, authentic: token.authentic && isThatOne }
  const decision: RotationDecision = server.decide(row, presented, now, server.settings)
  return { row, decision }
}

const issuedAt = (row: Row) => (row.rotatedAt === null ? null : wholeSecond(row.rotatedAt))

/** `refreshSession` of `refresh.ts`. */
export function* refresh(
  server: Server,
  token: RefreshToken,
  now: number,
): Generator<Step, Refreshed> {
  const { settings } = server
  if (token.expiresAt <= wholeSecond(now)) return { kind: 'refused', code: 'session-expired' }
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { row, decision } = yield* examine(server, token, now)
    switch (decision.kind) {
      case 'refused':
        return { kind: 'refused', code: decision.code }
      case 'reuse':
        yield* endByReuse(server, row, now)
        return { kind: 'refused', code: 'token-reuse' }
      case 'unchanged': {
        if (yield* confirm(server, row, token.generation, now)) {
          const end = yield* readAgain(server, now)
          if (end) return { kind: 'refused', code: end }
        }
        const access = accessOf(settings, row, token.generation, now)
        return { kind: 'granted', outcome: 'unchanged', access, cookie: null }
      }
      case 'retried': {
        yield 'retry'
        if (!server.statements.retry(server.row, row.generation, now)) break
        const end = yield* readAgain(server, now)
        if (end) return { kind: 'refused', code: end }
        const access = accessOf(settings, row, row.generation, now)
        return { kind: 'granted', outcome: 'retried', access, cookie: cookieOf(row, now) }
      }
      case 'rotated':
      case 'recovered': {
        const { generation, retriedAt } = row
        const expected = {
          generation,
          confirmedAtMost: decision.kind === 'recovered' ? generation - 1 : generation,
          retriedAtMost: retriedAt ?? -1,
        }
        const to = {
          generation: row.generation + 1,
          previousGeneration: token.generation,
          rotatedAt: now,
          idleExpiresAt: idleExpiry(settings, row.absoluteExpiresAt, now),
        }
        yield 'rotate'
        if (server.statements.rotate(server.row, expected, to)) {
          const end = yield* readAgain(server, now)
          if (end) return { kind: 'refused', code: end }
          const next = { ...row, ...to }
          const access = accessOf(settings, next, next.generation, now)
          return { kind: 'granted', outcome: decision.kind, access, cookie: cookieOf(next, now) }
        }
      }
    }
  }
  return { kind: 'busy' }
}

function* endByReuse(server: Server, row: Row, now: number): Generator<Step, void> {
  if (server.settings.reuseScope === 'user') {
    yield 'raise-token-version'
    server.statements.raiseTokenVersion(server.row, row.tokenVersion)
  }
  yield 'mark-reused'
  server.statements.markReused(server.row, now)
}

function* confirm(
  server: Server,
  row: Row,
  generation: number,
  now: number,
): Generator<Step, boolean> {
  if (generation !== row.generation || row.confirmedGeneration === generation) return false
  if (!server.isSaved(row, now, server.settings)) return false
  yield 'confirm'
  server.statements.confirm(server.row, generation)
  return true
}

/** `readAgain` of `read-session.ts`: how has the session ended, if it has? */
function* readAgain({ row }: Server, now: number) {
  yield 'read' as const
  return endOf(row, now)
}

function endOf(row: Row, now: number): 'session-revoked' | 'session-expired' | undefined {
  if (row.revokedAt !== null || row.tokenVersion !== row.userTokenVersion) return 'session-revoked'
  const isOver = now >= row.idleExpiresAt || now >= row.absoluteExpiresAt
  return isOver ? 'session-expired' : undefined
}

/** `sessionOfRefreshTokens` of `read-session.ts`: is this page rendered for a user? */
export function* page(server: Server, token: RefreshToken, now: number): Generator<Step, boolean> {
  if (token.expiresAt <= wholeSecond(now)) return false
  const { row, decision } = yield* examine(server, token, now)
  if (decision.kind === 'refused' || decision.kind === 'reuse') return false
  if (!(yield* confirm(server, row, token.generation, now))) return true
  const again = (yield* examine(server, token, now)).decision
  return again.kind !== 'refused' && again.kind !== 'reuse'
}

/** `readSession` of `read-session.ts`, with the check of the token before it. */
export function* call(server: Server, token: AccessToken, now: number): Generator<Step, boolean> {
  if (token.expiresAt <= wholeSecond(now)) return false
  yield 'read'
  const row = { ...server.row }
  if (token.generation > row.generation) return false
  if (endOf(row, now)) return false
  if (!(yield* confirm(server, row, token.generation, now))) return true
  return (yield* readAgain(server, now)) === undefined
}

/** `endSession` of `sign-out.ts`. */
export function* signOut(server: Server, token: RefreshToken, now: number): Generator<Step, void> {
  if (token.expiresAt <= wholeSecond(now)) return
  const { row, decision } = yield* examine(server, token, now)
  if (decision.kind === 'refused' || row.revokedAt !== null) return
  if (decision.kind === 'reuse') return yield* endByReuse(server, row, now)
  yield 'revoke'
  server.statements.revoke(server.row, SIGN_OUT, now)
}
