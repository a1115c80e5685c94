/** What a sign-in or a refresh gives to the browser. */
import type { SessionRow, UserRow } from '../../../db/schema'
import type { User } from '../../contract/user'
import { publicUser } from '../account/public-user'
import type { RequestContext } from '../request-context'
import { signAccessToken } from '../tokens/access-token'
import { accessTokenClaims } from '../tokens/access-token-claims'

/** What a browser gets when it signs in or refreshes. */
export type Grant = {
  sessionId: string
  accessToken: string
  /** Lifetime of the access token in seconds. */
  expiresIn: number
  user: User
  /**
   * For the cookie; null when the browser keeps the one it has. `maxAge` is in seconds; null where the
   * cookie is to go when the browser closes.
   */
  refreshToken: { value: string; maxAge: number | null } | null
}

/** When a session used now would go idle, in milliseconds; never beyond its absolute end. */
export function idleExpiry(context: RequestContext, absoluteExpiresAt: number): number {
  return Math.min(context.now + context.config.refreshTokenTtl * 1000, absoluteExpiresAt)
}

/**
 * Makes what the browser receives.
 *
 * @param refreshToken the value for the cookie, or null to leave the cookie alone.
 */
export async function grant(
  context: RequestContext,
  session: SessionRow,
  user: UserRow,
  refreshToken: string | null,
): Promise<Grant> {
  const { token, expiresIn } = await signAccessToken(
    context.config,
    {
      userId: user.id,
      sessionId: session.id,
      generation: session.generation,
      expiresAt: session.absoluteExpiresAt,
      custom: accessTokenClaims(publicUser(user)),
    },
    context.now,
  )
  const left = Math.max(0, Math.floor((session.idleExpiresAt - context.now) / 1000))
  // Of the row, so that each rotation says the same as the sign-in.
  const maxAge = session.browserOnly === 1 ? null : left
  return {
    sessionId: session.id,
    accessToken: token,
    expiresIn,
    user: publicUser(user),
    refreshToken: refreshToken === null ? null : { value: refreshToken, maxAge },
  }
}
