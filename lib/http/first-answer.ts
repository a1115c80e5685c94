// Machine: a clone need not edit this file.
import type { IncomingHttpHeaders } from 'node:http'
import { parseAndValidateFlightRouterState } from 'next/dist/server/app-render/parse-and-validate-flight-router-state'
import { failure } from '../contract/errors'
import { isTooLarge } from './header-values'
import { noContent, problem, REFUSED_METHOD } from './problem'
import { isHandled, resolvedPath } from './routes'

type Asked = {
  method?: string
  url?: string
  httpVersion?: string
  headers: IncomingHttpHeaders
  /** Names and values in turns, as they came. */
  rawHeaders?: string[]
}

/** What a page and a file can be asked for. There are no server functions here (docs/decisions/0019). */
const READS = ['GET', 'HEAD']
const READS_ALLOWED = [...READS, 'OPTIONS'].join(', ')
/** Every method that some route has: what `OPTIONS *` asks for (RFC 9110 section 9.3.7). */
export const ALL_ALLOWED = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'
/** A host and its port (RFC 9110 section 7.2), of the characters that names and addresses have; or none. */
const HOST = /^([\w.~-]*|\[[\da-f:.]+\])(:\d*)?$/i

/**
 * Answers what must not reach Next, because Next answers it with a 5xx, with a page where none is
 * meant, or with a redirect that the client has chosen.
 *
 * @param asked a request with its target in origin form, where it has one.
 * @returns null for everything else.
 */
export function firstAnswer(asked: Asked): Response | null {
  const { method = '', url = '', httpVersion, headers, rawHeaders = [] } = asked
  // RFC 9112 section 3.2. Of two hosts Node keeps the first; a proxy in front may have read the second.
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host')
  if (hosts.length > 1 || (httpVersion === '1.1' && headers.host === undefined)) return badRequest()
  if (!HOST.test(headers.host ?? '')) return badRequest()
  const asksForMethods = method === 'OPTIONS' && !(REFUSED_METHOD in headers)
  if (url === '*' && asksForMethods) return noContent({ Allow: ALL_ALLOWED })
  // `GET *`, `TRACE *`, `ftp://…`: no target of a request to a web server (RFC 9112 section 3.2).
  if (!url.startsWith('/')) return badRequest()

  const written = url.split('?', 1)[0] ?? ''
  const path = resolvedPath(written)
  // Before Next, which prints a line and the whole path for each of these.
  if (isTooLarge(headers['content-length'], path)) return problem(failure('body-too-large'))
  if (isHandled(path)) {
    // Next would redirect /api/me/ and /api//me to /api/me. Under /api one route has one spelling.
    return isTidy(written) ? null : problem(failure('not-found'))
  }
  // Next serves its own crash page by its name, with status 500.
  if (path === '/_global-error') return problem(failure('not-found'))
  if (READS.includes(method)) return hasReadableTree(headers) ? null : badRequest()
  return asksForMethods
    ? noContent({ Allow: READS_ALLOWED })
    : problem(failure('method-not-allowed'), { Allow: READS_ALLOWED })
}

function isTidy(written: string): boolean {
  return !/\/\/|\\|\/$/.test(written)
}

/** Next answers 500 to a page's position that it cannot read, so its own reader is asked first. */
function hasReadableTree(headers: IncomingHttpHeaders): boolean {
  try {
    parseAndValidateFlightRouterState(headers['next-router-state-tree'])
    return true
  } catch {
    return false
  }
}

const badRequest = () => problem(failure('malformed-request'), { Connection: 'close' })
