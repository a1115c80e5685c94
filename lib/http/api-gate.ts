// Machine: a clone need not edit this file.
import type { IncomingHttpHeaders } from 'node:http'
import { verifyAccessToken } from '../auth/tokens/access-token'
import type { Config } from '../config/config'
import { failure } from '../contract/errors'
import { readBearer } from './bearer'
import { deviceOf } from './header-values'
import { problem } from './problem'
import { noteBearer } from './refused'
import { gateOf, resolvedPath } from './routes'

/**
 * Deny by default: a new route under /api is closed until `routes.ts` opens it. It is the first look and
 * never the only one: each handler asks again, with the database.
 *
 * It stands in front of Next and not in its middleware, which costs as much as the rest of a call does,
 * and holds each body back until it is complete (docs/decisions/0044).
 *
 * @param now in milliseconds.
 * @param asked a request that `firstAnswer` has let through.
 * @returns what a request without a good access token is answered; null for all that may go on.
 */
export async function refusedAtGate(
  settings: Config,
  now: number,
  { url = '', headers }: { url?: string; headers: IncomingHttpHeaders },
): Promise<Response | null> {
  const path = resolvedPath(url)
  if (gateOf(path) !== 'guarded-api') return null
  const bearer = readBearer(headers.authorization ?? null)
  const verified = bearer.ok ? await verifyAccessToken(settings, bearer.token, now) : bearer
  if (verified.ok) return isDecodable(path) ? null : problem(failure('not-found'))
  noteBearer(verified, deviceOf({ get: (name) => headers[name]?.toString() ?? null }, settings))
  return problem(verified)
}

/** `/api/%` names no route, and Next fails on trying to decode it. */
function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
