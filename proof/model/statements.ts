/**
 * What the statements of `db/sessions.ts` and `db/users.ts` do to one session and its person, each
 * a single atomic step. `conformance.test.ts` holds them to the real ones on a real database.
 */
import type { RotationState } from '../../lib/auth/sessions/rotation'

/** The row as the decision sees it; `userTokenVersion` is the person's. Times in milliseconds. */
export type Row = RotationState & { userTokenVersion: number }

export type Statements = {
  rotate(row: Row, expected: Expected, to: Rotation): boolean
  retry(row: Row, generation: number, now: number): boolean
  confirm(row: Row, generation: number): void
  revoke(row: Row, reason: string, now: number): void
  markReused(row: Row, now: number): void
  raiseTokenVersion(row: Row, tokenVersion: number): void
}

type Expected = { generation: number; confirmedAtMost: number; retriedAtMost: number }
type Rotation = Pick<Row, 'generation' | 'previousGeneration' | 'rotatedAt' | 'idleExpiresAt'>

/** A user who is disabled has another `token_version`, too. */
const hasEnded = (row: Row) => row.revokedAt !== null || row.tokenVersion !== row.userTokenVersion

export const statements: Statements = {
  rotate(row, expected, to) {
    if (row.generation !== expected.generation) return false
    if ((row.confirmedGeneration ?? -1) > expected.confirmedAtMost) return false
    if ((row.retriedAt ?? -1) > expected.retriedAtMost) return false
    if (hasEnded(row)) return false
    Object.assign(row, to)
    return true
  },
  retry(row, generation, now) {
    if (row.generation !== generation || hasEnded(row)) return false
    row.retriedAt = now
    return true
  },
  confirm(row, generation) {
    if (row.generation !== generation || hasEnded(row)) return
    if ((row.confirmedGeneration ?? -1) < generation) row.confirmedGeneration = generation
  },
  revoke(row, reason, now) {
    if (row.revokedAt !== null) return
    row.revokedAt = now
    row.revokedReason = reason
  },
  markReused(row, now) {
    if (row.revokedReason === 'reuse') return
    row.revokedAt = now
    row.revokedReason = 'reuse'
  },
  raiseTokenVersion(row, tokenVersion) {
    if (row.userTokenVersion === tokenVersion) row.userTokenVersion += 1
  },
}
