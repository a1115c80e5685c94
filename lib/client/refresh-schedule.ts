// Machine: a clone need not edit this file.
/**
 * When to ask for the next access token, and how long to wait after a failed try.
 * Pure: no clock and no timer in here; durations in milliseconds unless a name says seconds.
 */

const EARLY_SECONDS = 60
const FIRST_RETRY = 1_000
const LONGEST_RETRY = 60_000
const LONGEST_RETRY_AFTER_SECONDS = 3_600

/**
 * Milliseconds from the grant of an access token to the refresh that replaces it: one minute
 * before it ends, or after half its life where that minute would be most of it. Never under a
 * second, so that a mistaken lifetime cannot make a page hammer the server.
 */
export function refreshDelay(expiresInSeconds: number): number {
  return Math.max(1, expiresInSeconds - EARLY_SECONDS, expiresInSeconds / 2) * 1_000
}

/**
 * Milliseconds to wait before try number `attempt + 1` (0 is the first retry): one second,
 * doubling to a minute, of which the upper half is random: pages that lost the same server must
 * not all come back in the same instant.
 *
 * `Retry-After` is a floor, never shortened by the jitter. It counts up to an hour: a wrong
 * value of a proxy must not stop the page for days.
 *
 * @param random a number from 0 up to 1, as `Math.random` gives
 */
export function retryDelay(
  attempt: number,
  retryAfterSeconds: number | null,
  random: number,
): number {
  const ceiling = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** attempt)
  const backOff = ceiling / 2 + (ceiling / 2) * random
  if (retryAfterSeconds === null) return backOff
  return Math.max(backOff, waitOf(retryAfterSeconds) + FIRST_RETRY * random)
}

/** Milliseconds of a `Retry-After`, an hour at most, without jitter. */
export function waitOf(retryAfterSeconds: number): number {
  return Math.min(retryAfterSeconds, LONGEST_RETRY_AFTER_SECONDS) * 1_000
}
