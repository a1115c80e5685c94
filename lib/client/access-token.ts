// Machine: a clone need not edit this file.
/**
 * The access token of this page. It lives in this closure and nowhere else: not in storage, a
 * cookie, a URL, the state that components see or anything that hangs on `window`. So a reload
 * forgets it, and nothing that dumps state or storage can carry it away.
 *
 * The client does not read it (RFC 9068 section 6): the server says how long it lasts.
 *
 * @param now monotonic milliseconds: a change of the computer's clock changes no token's end.
 */
export function createAccessToken(now: () => number) {
  let held: { token: string; until: number } | null = null
  return {
    /** The token; null where there is none, or it has expired. */
    get: () => (held && now() < held.until ? held.token : null),
    /** `until` is in milliseconds of the monotonic clock. */
    set(token: string, until: number): void {
      held = { token, until }
    },
    drop(): void {
      held = null
    },
    /** Drops the token if it is still this one: a call that was refused late must not drop its successor. */
    reject(token: string): void {
      if (held?.token === token) held = null
    },
  }
}
