/** For tests of the domain: users with sessions on a real database, and a clock that stands still. */
import { listMailsOfUser } from '../../db/mails'
import type { SessionRow, UserRow } from '../../db/schema'
import {
  addUser,
  changeSession,
  eventRows,
  sessionRow,
  temporaryDatabase,
  userRow,
} from '../../db/testing'
import { deleteUser } from '../../db/user-deletion'
import { type Config, readConfig } from '../config/config'
import { log } from '../log/log'
import { strangerLane } from './passwords/hash-lanes'
import type { RequestContext } from './request-context'
import { type Refreshed, refreshSession } from './sessions/refresh'
import type { Grant } from './sessions/session-tokens'
import { signInWithPassword } from './sessions/sign-in'
import { startSession } from './sessions/start-session'
import { type AccessTokenClaims, verifyAccessToken } from './tokens/access-token'

// Alarms are asserted on, not printed.
log.level = 'silent'

/** Random, and used in tests alone. */
export const SECRET = '9vXk2mQe7Jr0ZbW4nLhT6yUcA1sDfGpO8iKxNzBvC3w'

/** The moment all tests begin at, in milliseconds; not a whole second, as no real one is. */
export const START = Date.UTC(2026, 0, 5, 12, 0, 0, 250)

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const DAY = 24 * 60 * MINUTE

export const DEVICE = { userAgent: 'A browser', ip: '192.0.2.7' }

/** Where the hashes of tests wait. @public The proof hashes by itself. */
export const LANE = strangerLane({ device: DEVICE }, 'a@example.com')

export const PASSWORD = 'correct horse battery'
/** What is stored of it at the cheapest cost. */
const PASSWORD_HASH = 'h1$2b$04$HRf.r.qbOiX8HKl.6UY8qe8CuR60BsGyG5C8ooHXLnSJo5FrI3m4e'

/** Settings as an environment would make them, with the cheapest hash. */
export function testConfig(environment: Record<string, string> = {}): Config {
  return readConfig({ AUTH_SECRET: SECRET, BCRYPT_COST: '4', ...environment })
}

/** What a browser holds after it signed in. */
export type Held = { id: string; user: UserRow; token: string; claims: AccessTokenClaims }

/** A database with its people. */
export async function scene(environment: Record<string, string> = {}) {
  const { db, url } = await temporaryDatabase()
  const config = testConfig(environment)
  const at = (now: number): RequestContext => ({ config, db, now, device: DEVICE })

  /** The claims of the access token in a grant, verified at the time it was given. */
  async function claimsOf(grant: Grant, now: number): Promise<AccessTokenClaims> {
    const verified = await verifyAccessToken(config, grant.accessToken, now)
    if (!verified.ok) throw new Error('the access token does not verify')
    return verified.claims
  }

  /** A user who signs in with `PASSWORD`. */
  const person = (more: Partial<UserRow> = {}) =>
    addUser(db, { passwordHash: PASSWORD_HASH, ...more })

  /** Begins a session, of a new user unless the caller names one. */
  async function signIn(known?: UserRow, now = START): Promise<Held> {
    const user = known ?? (await addUser(db))
    const grant = await beginSession(at(now), user)
    const claims = await claimsOf(grant, now)
    return { id: claims.sid, user, token: tokenOf(grant), claims }
  }

  async function row(id: string): Promise<SessionRow> {
    const row = await sessionRow(db, id)
    if (!row) throw new Error('there is no such session')
    return row
  }

  return {
    db,
    url,
    config,
    at,
    claimsOf,
    addUser: (more?: Partial<UserRow>) => addUser(db, more),

    person,
    /** Signs in with the password, as a browser that may hold a refresh token already. */
    async signInAs({ email }: UserRow, held: string | null, now = START, more: object = {}) {
      const credentials = { email, password: PASSWORD, ...more }
      const browser = { refreshTokens: held === null ? [] : [held] }
      const answer = await signInWithPassword(at(now), credentials, browser)
      if (!answer.ok) throw new Error(answer.code)
      return { grant: answer.grant, claims: await claimsOf(answer.grant, now) }
    },
    /** Refreshes and expects a grant. */
    async refresh(token: string, now: number): Promise<Refreshed> {
      const answer = await refreshSession(at(now), token)
      if (!answer.ok) throw new Error(`refused: ${answer.code}`)
      return answer
    },
    /** A user with a password and a session, as the caller. */
    async caller() {
      const held = await signIn(await person())
      return { held, user: held.user, session: await row(held.id), generation: 0 }
    },

    signIn,
    row,
    change: (id: string, row: Partial<SessionRow>) => changeSession(db, id, row),
    /** The events of a user, the newest first. */
    events: (user: Pick<UserRow, 'id'>) => eventRows(db, user.id),
    /** The mails about a user, the newest first. */
    mails: (user: Pick<UserRow, 'id'>) => listMailsOfUser(db, user.id, { after: null, limit: 50 }),
    userRow: (user: Pick<UserRow, 'id'>) => userRow(db, user.id),
    tokenVersion: async (user: UserRow) => (await userRow(db, user.id))?.tokenVersion,
    deleteUser: (user: UserRow) => deleteUser(db, user.id),
  }
}

/** A session of a user who may sign in. */
export async function beginSession(context: RequestContext, user: UserRow): Promise<Grant> {
  const grant = await startSession(context, user, DEVICE)
  if (!grant) throw new Error('this user has moved on')
  return grant
}

/** The refresh token of a grant that has one. */
export function tokenOf(grant: Grant): string {
  if (grant.refreshToken === null) throw new Error('this grant leaves the cookie alone')
  return grant.refreshToken.value
}
