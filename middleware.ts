/**
 * The edge: turns away early what has no business further in, and sets the headers of a page. It
 * is the first look and never the only one: handlers and pages ask again, with the database.
 */
import { base64url } from 'jose'
import { type NextRequest, NextResponse } from 'next/server'
import { verifyAccessToken } from './lib/auth/tokens/access-token'
import { verifyRefreshToken } from './lib/auth/tokens/refresh-token'
import { isDevelopment, config as settings } from './lib/config/config'
import { failure } from './lib/contract/errors'
import { readBearer } from './lib/http/bearer'
import { contentSecurityPolicy } from './lib/http/content-security-policy'
import { readRefreshCookies } from './lib/http/cookies'
import { deviceOf } from './lib/http/header-values'
import { signInPath } from './lib/http/next-path'
import { problem } from './lib/http/problem'
import { noteBearer, noteCookie } from './lib/http/refused'
import { gateOf } from './lib/http/routes'

export async function middleware(request: NextRequest): Promise<Response> {
  switch (gateOf(request.nextUrl.pathname)) {
    case 'public-api':
      return NextResponse.next()
    case 'guarded-api':
      return guardApi(request)
    case 'protected-page':
      return (await hasRefreshToken(request)) ? page(request) : toSignIn(request)
    case 'page':
      return page(request)
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

/** A nonce a response: Next reads it from the request's policy and puts it on its own scripts. */
function page(request: NextRequest): Response {
  const nonce = base64url.encode(crypto.getRandomValues(new Uint8Array(16)))
  const policy = contentSecurityPolicy(nonce, {
    secure: settings().secure,
    development: isDevelopment,
  })
  const headers = new Headers(request.headers)
  headers.set('Content-Security-Policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('Content-Security-Policy', policy)
  response.headers.set('Cache-Control', 'no-store')
  return response
}

/**
 * Everything but the build's own files, which are the same for everybody, and but for a body sent
 * to a public route: Next holds a whole body back until it is complete before it asks here, and a
 * body of anybody's must be cut off as it comes. Those routes ask for no token anyway.
 */
export const config = {
  matcher: [
    '/((?!_next/static/|icon\\.svg$|api/auth/(?:sign-up|login|reset-password)$).*)',
    {
      source: '/api/auth/(sign-up|login|reset-password)',
      missing: [{ type: 'header', key: 'content-type' }],
    },
  ],
}
