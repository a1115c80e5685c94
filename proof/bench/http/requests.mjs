/** The kinds of request that are measured, and what shows that they did what they should. */

const status = (wanted) => (response) =>
  response.statusCode === wanted ? null : `status ${response.statusCode}, not ${wanted}`

const refreshed = (outcome) => (response) =>
  response.headers['session-refresh'] === outcome
    ? null
    : `a refresh was ${response.headers['session-refresh'] ?? response.statusCode}, not ${outcome}`

/**
 * @param origin of the app; over http its port is in the name of the cookie.
 * @param people as `seed.ts` prints them; each of `once` can refresh once: the first one rotates.
 */
export function kindsOfRequest(origin, { cookieName, caller, returning, once }) {
  const name = `${cookieName}_${new URL(origin).port}`
  const cookie = (person) => ({ Cookie: `${name}=${person.refreshToken}` })
  const refresh = (person) => ({
    method: 'POST',
    path: '/api/auth/refresh',
    headers: cookie(person),
  })
  let rotated = 0
  return {
    'GET /api/health': { request: () => ({ path: '/api/health' }), problem: status(200) },
    'GET /api/me, a guarded call': {
      request: () => ({
        path: '/api/me',
        headers: { Authorization: `Bearer ${caller.accessToken}` },
      }),
      problem: status(200),
    },
    'POST /api/auth/refresh, unchanged': {
      request: () => refresh(returning),
      problem: refreshed('unchanged'),
    },
    'POST /api/auth/refresh, rotated': {
      request() {
        const person = once[rotated]
        if (!person) throw new Error('There are more requests than people to rotate.')
        rotated += 1
        return refresh(person)
      },
      problem: refreshed('rotated'),
    },
    'page /account': {
      request: () => ({ path: '/account', headers: cookie(caller) }),
      problem: status(200),
    },
  }
}

/** A sign-in with the right password. */
export const signIn = ({ email }, password) => ({
  request: () => ({
    method: 'POST',
    path: '/api/auth/login',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  }),
  problem: status(200),
})
