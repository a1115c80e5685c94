// Machine: a clone need not edit this file.
/** What an IP address is. Web APIs only: the edge asks, too. */
import { z } from 'zod'

const ipv4 = z.ipv4()
const ipv6 = z.ipv6()
const isIPv4 = (text: string) => ipv4.safeParse(text).success
const isIPv6 = (text: string) => ipv6.safeParse(text).success

/**
 * The address in an entry of `X-Forwarded-For`, in its one spelling: without the port and the brackets
 * that some proxies add (RFC 7239 section 6), and without a zone, which may hold any text.
 *
 * @returns null for what is no address: a stranger's text is stored and shown nowhere as one.
 */
export function addressOf(entry: string): string | null {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\](?::\d{1,5})?|([^[\]]*))$/.exec(entry) ?? []
  if (plain !== undefined) {
    const host = plain.replace(/^([^:]*):\d{1,5}$/, '$1')
    if (isIPv4(host)) return host
  }
  const address = (bracketed ?? plain ?? '').replace(/%.*$/s, '')
  if (!isIPv6(address)) return null
  const groups = groupsOf(address)
  return isMapped(groups)
    ? ipv4Of(groups).join('.')
    : new URL(`http://[${address}]`).hostname.slice(1, -1)
}

/**
 * The network of an address: enough to tell home from abroad, too little to follow a user.
 * IPv4 to 24 bits, IPv6 to 48, in CIDR notation (RFC 4632, RFC 4291 section 2.3).
 *
 * @returns null for what is no address.
 */
export function networkOf(address: string | null): string | null {
  if (address === null) return null
  const known = addressOf(address)
  if (known === null || known.includes('.')) {
    return known && `${known.split('.').slice(0, 3).join('.')}.0/24`
  }
  const prefix = groupsOf(known).slice(0, 3)
  while (prefix.at(-1) === '0') prefix.pop()
  return `${prefix.join(':')}::/48`
}

/**
 * The network that has a count of its own: an IPv4 address, or an IPv6 prefix of 64 bits, which is
 * what one subscriber has at least (RFC 6177): an attacker has each address in it for nothing.
 *
 * @returns null for what is no address.
 */
export function limitedNetworkOf(address: string | null): string | null {
  const known = address === null ? null : addressOf(address)
  if (known === null || known.includes('.')) return known
  return `${groupsOf(known).slice(0, 4).join(':')}::/64`
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): string[] {
  // The URL parser writes every spelling of an address in one: lower case, shortest, no IPv4 tail.
  const { hostname } = new URL(`http://[${address}]`)
  const [head = '', tail] = hostname.slice(1, -1).split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after]
}

/** Is it an IPv4 address in the clothes of the other family (RFC 4291 section 2.5.5.2)? */
const isMapped = (groups: string[]) =>
  groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff'

function ipv4Of(groups: string[]): number[] {
  return groups
    .slice(6)
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 255])
}
