// Machine: a clone need not edit this file.
import { lte } from 'drizzle-orm'
import type { Db } from './client'
import { deleteSome } from './delete-some'
import { oneTimeTokens, securityEvents, sessions } from './schema'

/**
 * Deletes some of the sessions past their absolute limit, whatever ended them. It never moves, so
 * nothing can live again between the two parts of the statement.
 *
 * @returns how many went; fewer than `limit` when these were all.
 */
export function deleteExpiredSessions(db: Db, now: number, limit: number): Promise<number> {
  return deleteSome(db, sessions, sessions.id, lte(sessions.absoluteExpiresAt, now), limit)
}

/** Deletes some of the events that are as old as that or older. @returns how many went. */
export function deleteEventsBefore(db: Db, time: number, limit: number): Promise<number> {
  const old = lte(securityEvents.createdAt, time)
  return deleteSome(db, securityEvents, securityEvents.id, old, limit)
}

/** Deletes some of the one-time tokens that have expired. @returns how many went. */
export function deleteExpiredTokens(db: Db, now: number, limit: number): Promise<number> {
  const expired = lte(oneTimeTokens.expiresAt, now)
  return deleteSome(db, oneTimeTokens, oneTimeTokens.tokenHash, expired, limit)
}
