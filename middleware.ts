/**
 * The edge: turns visitors away early from pages of a user. It is the first look and never the only
 * one: the page asks again, with the database. Static pages do not pass here, and neither does the API,
 * which has a gate in front of Next (`lib/http/api-gate.ts`).
 */
import { type NextRequest, NextResponse } from 'next/server'
import { verifyRefreshToken } from './lib/auth/tokens/refresh-token'
import { config as settings } from './lib/config/config'
import { readRefreshCookies } from './lib/http/cookies'
import { deviceOf } from './lib/http/header-values'
import { signInPath } from './lib/http/next-path'
import { noteCookie } from './lib/http/refused'
import { REQUEST_ID, withRequestId } from './lib/log/request-id'

export function middleware(request: NextRequest): Promise<Response> {
  return withRequestId(request.headers.get(REQUEST_ID) ?? undefined, async () =>
    (await hasRefreshToken(request)) ? NextResponse.next() : toSignIn(request),
  )
}

/** A good signature and an unexpired token; whether the session lives, the page asks. */
async function hasRefreshToken(request: NextRequest): Promise<boolean> {
  for (const token of readRefreshCookies(settings(), request.headers.get('cookie'))) {
    const verified = await verifyRefreshToken(settings(), token, Date.now())
    noteCookie(verified, deviceOf(request.headers, settings()))
    if (verified.ok) return true
  }
  return false
}

function toSignIn(request: NextRequest): Response {
  const { pathname, search } = request.nextUrl
  const target = new URL(signInPath(pathname + search), request.nextUrl)
  return NextResponse.redirect(target, { status: 303, headers: { 'Cache-Control': 'no-store' } })
}

/** The pages that need a session: `lib/http/routes.ts` names them, and a test holds the two together. */
export const config = { matcher: ['/account/:path*'] }
