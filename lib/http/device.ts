import type { Device } from '../auth/context'
import { addressOf } from '../auth/network'
import type { Config } from '../config'

const MAX_USER_AGENT = 512

/**
 * Where a request comes from, as far as that can be believed. Of `X-Forwarded-For` only the
 * entries that our own proxies and this server's socket appended count, from the right: anything
 * further left the client wrote itself (ASVS v5.0.0-15.3.4). `incoming.ts` appends the socket.
 *
 * Where the server is reached around its proxies, the entry that counts is the caller's own text:
 * an address or nothing is taken from it.
 */
export function deviceOf(
  headers: Headers,
  { trustedProxies }: Pick<Config, 'trustedProxies'>,
): Device {
  const hops = (headers.get('x-forwarded-for') ?? '').split(',')
  // Blank space is SP and HTAB (RFC 9110 section 5.6.3), not all that `trim` takes.
  const entry = hops.at(-1 - trustedProxies)?.replace(/^[ \t]+|[ \t]+$/g, '')
  return {
    userAgent: headers.get('user-agent')?.slice(0, MAX_USER_AGENT) ?? null,
    ip: entry ? addressOf(entry) : null,
  }
}
