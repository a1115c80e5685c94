// Machine: a clone need not edit this file.
import type { NextRequest } from 'next/server'
import { causeOf, isDatabaseAway } from '../../db/errors'
import { isLoopbackHost } from '../config/app-url'
import { type Config, config } from '../config/config'
import { type Failure, failure } from '../contract/errors'
import { count } from '../log/counts'
import { log } from '../log/log'
import { isJson, readBytes } from './body'
import { refuseOrigin } from './foreign-origin'
import { hasBody, isTooLarge } from './header-values'
import { noContent, problem, REFUSED_METHOD } from './problem'
import { noteFailure } from './write-failures'

type Handler = (request: NextRequest) => Promise<Response> | Response
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Exported = Record<Method | 'HEAD' | 'OPTIONS', Handler>

const SAFE: string[] = ['GET', 'HEAD']

/**
 * Makes the exports of a route file from the methods it has. All others answer 405 with `Allow`
 * (RFC 9110 section 15.5.6). Around each handler, in this order: the request is from our origin,
 * a body is JSON and complete, and nothing that is thrown leaves as anything but a problem document.
 *
 * @param accepts the media type of a body, where it is another one.
 *
 * Use it as `export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ … })`.
 */
export function methods(
  handlers: Partial<Record<Method, Handler>>,
  accepts: (headers: Headers) => boolean = isJson,
): Exported {
  const names = Object.keys(handlers)
  const allow = [...names, ...(handlers.GET ? ['HEAD'] : []), 'OPTIONS'].join(', ')
  const refuse: Handler = () => problem(failure('method-not-allowed'), { Allow: allow })
  const describe: Handler = (request) =>
    request.headers.has(REFUSED_METHOD) ? refuse(request) : noContent({ Allow: allow })
  const pick = (name: Method): Handler => {
    const handler = handlers[name]
    return handler ? (request) => answer(handler, request, accepts) : refuse
  }
  return {
    GET: pick('GET'),
    HEAD: pick('GET'),
    POST: pick('POST'),
    PUT: pick('PUT'),
    PATCH: pick('PATCH'),
    DELETE: pick('DELETE'),
    OPTIONS: describe,
  }
}

async function answer(
  handler: Handler,
  request: NextRequest,
  accepts: (headers: Headers) => boolean,
): Promise<Response> {
  try {
    const refusal = await refusalOf(request, accepts)
    return refusal ? problem(refusal) : await handler(request)
  } catch (error) {
    return unexpected(error)
  }
}

async function refusalOf(
  request: NextRequest,
  accepts: (headers: Headers) => boolean,
): Promise<Failure | null> {
  const { method, headers, nextUrl } = request
  if (SAFE.includes(method)) return null
  if (!isSameOrigin(headers, config())) return refuseOrigin(headers, config())
  if (isTooLarge(headers.get('content-length'), nextUrl.pathname)) return failure('body-too-large')
  if (!hasBody(headers)) return null
  if (!accepts(headers)) return failure('unsupported-media-type')
  // Also where the handler wants none: what breaks off is not acted upon.
  const body = await readBytes(request)
  return body.ok ? null : body
}

/**
 * Did this state-changing request come from our own pages (ASVS v5.0.0-3.5.1)?
 *
 * A browser says where a request comes from in `Sec-Fetch-Site` and `Origin`; where present, both
 * must say "from here". Where neither is present the caller is no browser, holds no one else's
 * cookie, and is served. Old browsers that send neither are covered by SameSite=Lax and by the
 * preflight that a JSON body forces.
 */
export function isSameOrigin(headers: Headers, { appUrl }: Pick<Config, 'appUrl'>): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin') return false
  const origin = headers.get('origin')
  if (origin === null) return true
  if (origin === 'null') return site === 'same-origin' && isOurHost(headers, appUrl)
  if (appUrl !== null) return origin === appUrl
  // No public origin is configured: this machine only. A host name that merely resolves to it
  // (DNS rebinding) is not this machine's own.
  if (!URL.canParse(origin)) return false
  const { protocol, host, hostname, origin: canonical } = new URL(origin)
  // As browsers spell it: the parser drops tabs and takes a path and a user's name.
  if (canonical !== origin) return false
  return protocol === 'http:' && host === headers.get('host') && isLoopbackHost(hostname)
}

/**
 * A page of ours under a no-referrer policy says `Origin: null` (Fetch, "append a request Origin
 * header"), and only the browser itself can write `Sec-Fetch-Site: same-origin` beside it: a sandboxed
 * frame is cross-site. That says that page and request share a host, not that it is ours: over TLS the
 * certificate proves it, over http the name must be this machine's own (DNS rebinding).
 */
function isOurHost(headers: Headers, appUrl: string | null): boolean {
  if (appUrl?.startsWith('https:')) return true
  const url = `http://${headers.get('host')}`
  return URL.canParse(url) && isLoopbackHost(new URL(url).hostname)
}

/** A database that is busy, away or full comes back; anything else is our fault. */
function unexpected(error: unknown): Response {
  log.error({ event: 'request_failed', error: causeOf(error) })
  noteFailure(error)
  const isAway = isDatabaseAway(error)
  count({ what: 'failure', cause: isAway ? 'database' : 'fault' })
  return problem(isAway ? failure('busy', { retryAfter: 1 }) : failure('internal-error'))
}
