import type { Device } from '../auth/request-context'
import { addressOf } from '../auth/sessions/network'
import type { Config } from '../config/config'
import { membersOf } from './header-values'

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
  const entry = membersOf(headers.get('x-forwarded-for')).at(-1 - trustedProxies)
  return {
    userAgent: headers.get('user-agent')?.slice(0, MAX_USER_AGENT) ?? null,
    ip: entry ? addressOf(entry) : null,
  }
}
