// Machine: a clone need not edit this file.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Config } from '../config/config'
import { REPORTING_ENDPOINTS } from './content-security-policy'
import { maxBody } from './header-values'
import { pageHeaders, type StaticPages } from './page-policy'
import { REFUSED_METHOD } from './problem'
import { isHandled, resolvedPath } from './routes'
import { HSTS, SECURITY_HEADERS } from './security-headers'
import { beforeEveryRequest, type Servers } from './servers'

/** There is nothing here, and never will be. */
const NOWHERE = '/-'

/** What a route here may have (and HEAD and OPTIONS, which follow from it). */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/**
 * Sets right every request before Next sees it: docs/decisions/0005.
 *
 * @returns when that holds for the requests that have come already as well.
 */
export function prepareIncomingRequests(
  settings: Pick<Config, 'secure'> & { staticPages: StaticPages } & Pick<
      Servers,
      'development' | 'gate'
    > & {
      /** Is it answered as an address that is none? */
      isHidden?: (request: IncomingMessage) => boolean
    },
): Promise<void> {
  // Here and not in the middleware: static files and Next's own redirects need them, too.
  const headers = Object.entries(SECURITY_HEADERS)
  if (settings.secure) headers.push(['Strict-Transport-Security', HSTS])

  return beforeEveryRequest({ ...settings, headers }, (request, response) => {
    appendClientAddress(request)
    joinAuthorization(request)
    useOriginForm(request)
    if (settings.isHidden?.(request)) request.url = NOWHERE
    dropPageHeaders(request)
    setPageHeaders(request, response, settings)
    markRefusedMethod(request)
    cutLongBody(request)
  })
}

/**
 * Appends the address of the socket to `X-Forwarded-For`, as a proxy would. Next does so only for
 * requests that came without the header, and passes a forged one on as it is. With this the last
 * entry is always a fact.
 */
function appendClientAddress({ headers, socket }: IncomingMessage): void {
  const claimed = headers['x-forwarded-for']
  const address = (socket.remoteAddress ?? 'unknown').replace(/^::ffff:/, '')
  headers['x-forwarded-for'] = claimed ? `${claimed}, ${address}` : address
}

/**
 * Joins several `Authorization` headers, as HTTP joins any header that comes twice. Node keeps the
 * first and drops the rest; a proxy in front may have checked the last. Joined, they
 * are no valid credential, and are refused.
 */
function joinAuthorization({ headers, rawHeaders }: IncomingMessage): void {
  const values = rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'authorization',
  )
  if (values.length > 1) headers.authorization = values.join(', ')
}

/**
 * `GET http://evil.example/account` asks for /account of a host (RFC 9112 section 3.2.2). Next
 * takes the whole for a path with a double slash, and redirects to that host.
 */
function useOriginForm(request: IncomingMessage): void {
  const [, authority, rest = ''] =
    /^https?:\/\/([^/?#@\\]+)([/?].*)?$/i.exec(request.url ?? '') ?? []
  if (authority === undefined) return
  request.headers.host = authority
  request.url = rest.startsWith('/') ? rest : `/${rest}`
}

/** A page's script marks its requests with `rsc`, and Next redirects where the mark looks forged. */
function dropPageHeaders({ url = '', headers }: IncomingMessage): void {
  if (url.startsWith('/') && isHandled(resolvedPath(url))) delete headers.rsc
}

const POLICY = 'content-security-policy'

/** Next reads the nonce of a page from the request's policy, so no client's own is left there. */
function setPageHeaders(
  { url = '', headers }: IncomingMessage,
  response: ServerResponse,
  settings: Parameters<typeof pageHeaders>[1],
): void {
  delete headers[POLICY]
  delete headers[`${POLICY}-report-only`]
  const page = url.startsWith('/') ? pageHeaders(resolvedPath(url), settings) : null
  if (!page) return
  response.setHeader(POLICY, page.policy)
  response.setHeader('Cache-Control', page.cache)
  if (settings.secure) response.setHeader('Reporting-Endpoints', REPORTING_ENDPOINTS)
  if (page.hasNonce) headers[POLICY] = page.policy
}

/**
 * A method that no route has (TRACE, PROPFIND …) goes on as OPTIONS with a mark, and the route
 * that knows its own methods refuses it with them. Next would answer 400, or for TRACE, which a
 * web request cannot have, 500.
 */
function markRefusedMethod(request: IncomingMessage): void {
  delete request.headers[REFUSED_METHOD]
  if (METHODS.includes(request.method ?? '')) return
  request.headers[REFUSED_METHOD] = 'true'
  request.method = 'OPTIONS'
}

/**
 * Of a body in chunks goes on what shows that it is too large, and no more. A declared length has its
 * answer before (`first-answer.ts`); of the rest Next would keep 64 KiB, and log each with its path.
 */
function cutLongBody(request: IncomingMessage): void {
  if (!('transfer-encoding' in request.headers)) return
  const push = request.push.bind(request)
  const { url = '' } = request
  const most = maxBody(url.startsWith('/') ? resolvedPath(url) : '')
  let size = 0
  request.push = (chunk: Buffer | null) => {
    if (chunk === null) return push(null)
    const room = most + 1 - size
    size += chunk.length
    return room > 0 ? push(chunk.subarray(0, room)) : true
  }
}
