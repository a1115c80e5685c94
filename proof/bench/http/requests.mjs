/** The requests to the app that are measured, and what shows that they did what they should. */

/** @returns {(response: import('node:http').IncomingMessage) => string | null} */
export const status = (wanted) => (response) =>
  response.statusCode === wanted ? null : `status ${response.statusCode}, not ${wanted}`

const refreshed = (outcome) => (response) =>
  response.headers['session-refresh'] === outcome
    ? null
    : `a refresh was ${response.headers['session-refresh'] ?? response.statusCode}, not ${outcome}`

/** One after the other, again and again: the limits of the app count each user's requests. */
function inTurns(list) {
  let next = 0
  return () => list[next++ % list.length]
}

/** @param origin of the app; over http its port is in the name of the cookie. */
export const cookieOf = (origin, { cookieName }, { refreshToken }) =>
  `${cookieName}_${new URL(origin).port}=${refreshToken}`

/**
 * @param people as `seed.ts` prints them; each of `once` can refresh once: the first one rotates.
 * @param {string} password of all of them
 */
export function kindsOfRequest(origin, people, password) {
  const caller = inTurns(people.callers)
  const returning = inTurns(people.returning)
  const headers = (person) => ({ Cookie: cookieOf(origin, people, person) })
  const refresh = (person) => ({
    method: 'POST',
    path: '/api/auth/refresh',
    headers: headers(person),
  })
  let rotated = 0
  return {
    me: {
      request: () => ({
        path: '/api/me',
        headers: { Authorization: `Bearer ${caller().accessToken}` },
      }),
      problem: status(200),
    },
    unchanged: { request: () => refresh(returning()), problem: refreshed('unchanged') },
    rotated: {
      request() {
        const person = people.once[rotated]
        if (!person) throw new Error('There are more requests than people to rotate.')
        rotated += 1
        return refresh(person)
      },
      problem: refreshed('rotated'),
    },
    account: {
      request: () => ({ path: '/account', headers: headers(caller()) }),
      problem: status(200),
    },
    signInPage: { request: () => ({ path: '/sign-in' }), problem: status(200) },
    signIn: {
      request: () => ({
        method: 'POST',
        path: '/api/auth/login',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ email: caller().email, password }),
      }),
      problem: status(200),
    },
  }
}
