import type { Device } from '../auth/context'
import type { Config } from '../config'

const MAX_USER_AGENT = 512

/**
 * Where a request comes from, as far as that can be believed. Of `X-Forwarded-For` only the
 * entries that our own proxies and this server's socket appended count, from the right: anything
 * further left the client wrote itself (ASVS v5.0.0-15.3.4). `incoming.ts` appends the socket.
 */
export function deviceOf(
  headers: Headers,
  { trustedProxies }: Pick<Config, 'trustedProxies'>,
): Device {
  const hops = (headers.get('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim())
  return {
    userAgent: headers.get('user-agent')?.slice(0, MAX_USER_AGENT) ?? null,
    ip: hops.at(-1 - trustedProxies) || null,
  }
}
