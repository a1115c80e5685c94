/**
 * The edge: turns away early what has no business further in. It is the first look and never the only
 * one: handlers and pages ask again, with the database. Static pages do not pass here.
 */
import { type NextRequest, NextResponse } from 'next/server'
import { verifyAccessToken } from './lib/auth/tokens/access-token'
import { verifyRefreshToken } from './lib/auth/tokens/refresh-token'
import { config as settings } from './lib/config/config'
import { failure } from './lib/contract/errors'
import { readBearer } from './lib/http/bearer'
import { readRefreshCookies } from './lib/http/cookies'
import { deviceOf } from './lib/http/header-values'
import { signInPath } from './lib/http/next-path'
import { problem } from './lib/http/problem'
import { noteBearer, noteCookie } from './lib/http/refused'
import { gateOf } from './lib/http/routes'
import { REQUEST_ID, withRequestId } from './lib/log/request-id'

export function middleware(request: NextRequest): Promise<Response> {
  return withRequestId(request.headers.get(REQUEST_ID) ?? undefined, () => answer(request))
}

async function answer(request: NextRequest): Promise<Response> {
  switch (gateOf(request.nextUrl.pathname)) {
    case 'guarded-api':
      return guardApi(request)
    case 'protected-page':
      return (await hasRefreshToken(request)) ? NextResponse.next() : toSignIn(request)
    default:
      return NextResponse.next()
  }
}

/** Deny by default: a new route under /api is closed until `lib/http/routes.ts` opens it. */
async function guardApi(request: NextRequest): Promise<Response> {
  const bearer = readBearer(request.headers.get('authorization'))
  const verified = bearer.ok
    ? await verifyAccessToken(settings(), bearer.token, Date.now())
    : bearer
  noteBearer(verified, deviceOf(request.headers, settings()))
  if (!verified.ok) return problem(verified)
  return isDecodable(request.nextUrl.pathname) ? NextResponse.next() : problem(failure('not-found'))
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

/**
 * All that asks for a session: `lib/http/routes.ts` names it, and a test holds the two together. A body
 * sent to a public route does not pass here: Next holds a whole body back until it is complete before it
 * asks here, and a body of anybody's must be cut off as it comes. Those routes ask for no token anyway.
 */
export const config = {
  matcher: [
    '/account/:path*',
    '/api/((?!auth/(?:sign-up|login|reset-password)$|csp-reports$).*)',
    '/api',
    {
      source: '/api/auth/(sign-up|login|reset-password)',
      missing: [{ type: 'header', key: 'content-type' }],
    },
  ],
}
