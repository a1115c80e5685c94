// Machine: a clone need not edit this file.
import { isNotWritable } from '../../db/errors'

/** For so long a write that found no room keeps a process from being ready, in milliseconds. */
const MEMORY = 10_000

/**
 * Was a write refused a moment ago? This ends after a while: then a request may try again, and where there
 * is still no room, it is noted again.
 *
 * @param refusedAt the last time; null for never.
 */
export function isRecent(refusedAt: number | null, now: number): boolean {
  return refusedAt !== null && now - refusedAt < MEMORY
}

let refusedAt: number | null = null

/** Notes what went wrong with a request, where it was that the disk is full or fails. */
export function noteFailure(error: unknown): void {
  if (isNotWritable(error)) refusedAt = performance.now()
}

/** Has this process been refused a write lately? */
export function wasRefusedLately(): boolean {
  return isRecent(refusedAt, performance.now())
}
