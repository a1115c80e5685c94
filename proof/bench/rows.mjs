// What is measured, each row in every round, and what is compared with what.
import { cookieOf, kindsOfRequest, status } from './http/requests.mjs'
import { measured } from './lib/load-generator.mjs'

const CONNECTIONS = 16
/** Hashing a password fills a core: more of them at once only wait. */
const SIGN_INS = { times: 4, connections: 2 }

/** How many refreshes rotate in one round, on each database. */
export const ROTATIONS = 200

const get = (path, headers) => ({ request: () => ({ path, headers }), problem: status(200) })
const same = (request) => ({ request: () => request, problem: status(200) })

/** Auth.js redirects after a refused sign-in as well. */
const redirectedSignedIn = (response) =>
  /session-token=/.test(response.headers['set-cookie']?.join() ?? '')
    ? null
    : `a sign-in without a session, status ${response.statusCode}`

/**
 * @param {{ app: object, onPostgresql: object, peers: object, bare: object, password: string }} running
 * @returns {{ id: string, group: string, name: string, measure: () => Promise<object> }[]} in the order in
 *   which a round takes them: what is compared stands close together
 */
export function rowsOf({ app, onPostgresql, peers, bare, password }) {
  const { limits, betterAuth, authJs, fastify } = peers
  const own = kindsOfRequest(app.origin, app.people, password)
  const there = kindsOfRequest(onPostgresql.origin, onPostgresql.people, password)
  const row = (group, server) => (id, name, times, kind) => {
    const work = { connections: CONNECTIONS, ...(Number(times) ? { times } : times), ...kind }
    return { id, group, name, measure: () => measured(server, work) }
  }
  const limit = row('limits', limits.server)
  const ours = row('app', app)
  const postgresql = row('postgresql', onPostgresql)
  const better = row('peers', betterAuth.server)
  const auth = row('peers', authJs.server)
  const service = row('peers', fastify.server)
  const alone = (kind, name, times) => ({
    id: kind,
    group: 'limits',
    name,
    measure: () => bare(kind, times),
  })
  const token = `Bearer ${fastify.accessToken}`
  const session = { Cookie: betterAuth.cookie }
  return [
    limit('plain', 'empty route', 300, get('/plain')),
    limit('passed', 'empty route behind a pass-through middleware', 300, get('/passed')),
    ours('me', '`GET /api/me`, a guarded call', 300, own.me),
    postgresql('pg-me', '`GET /api/me`, a guarded call', 200, there.me),
    better(
      'better-session',
      'better-auth with its JWT plugin: session read in a handler',
      150,
      get('/api/me', session),
    ),
    better(
      'better-session-alone',
      'better-auth without the plugin: session read in a handler',
      150,
      get('/api/me-without-jwt', session),
    ),
    auth(
      'auth-session',
      'Auth.js: session read in a handler',
      150,
      get('/api/me', { Cookie: authJs.cookie }),
    ),
    service('fastify-me', '@fastify/jwt: guarded call', 600, get('/me', { Authorization: token })),
    limit(
      'post',
      'empty POST behind the same middleware',
      300,
      same({ method: 'POST', path: '/passed' }),
    ),
    ours('unchanged', '`POST /api/auth/refresh`, unchanged', 250, own.unchanged),
    ours('rotated', '`POST /api/auth/refresh`, rotated', ROTATIONS, own.rotated),
    postgresql('pg-unchanged', '`POST /api/auth/refresh`, unchanged', 200, there.unchanged),
    postgresql('pg-rotated', '`POST /api/auth/refresh`, rotated', ROTATIONS, there.rotated),
    better('better-jwt', 'better-auth: JWT endpoint', 150, get('/api/auth/token', session)),
    limit('static', 'static page', 500, get('/')),
    ours('sign-in-page', 'page `/sign-in`', 400, own.signInPage),
    limit('dynamic', 'empty dynamic page under a policy with a nonce', 150, get('/dynamic')),
    ours('account', 'page `/account`', 100, own.account),
    postgresql('pg-account', 'page `/account`', 80, there.account),
    alone('jose', 'bare jose: one verification', 1000),
    alone('better-sqlite3', 'bare better-sqlite3: one update, `synchronous = FULL`', 300),
    alone('bcryptjs', 'bare bcryptjs: one comparison at cost 12', 2),
    ours('sign-in', 'sign-in, bcrypt at cost 12', SIGN_INS, own.signIn),
    better('better-sign-in', 'better-auth: sign-in, scrypt', SIGN_INS, same(betterAuth.signIn)),
    auth('auth-sign-in', 'Auth.js: sign-in, bcrypt at cost 12', SIGN_INS, {
      request: () => authJs.signIn,
      problem: redirectedSignedIn,
    }),
    service(
      'fastify-sign-in',
      '@fastify/jwt: sign-in, bcrypt at cost 12',
      SIGN_INS,
      same(fastify.signIn),
    ),
  ]
}

/** For a look at pages as a user has them. */
export const cookieFor = ({ origin, people }) => cookieOf(origin, people, people.callers[0])
