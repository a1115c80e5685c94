import { isIPv4, isIPv6 } from 'node:net'

/**
 * The network of an address: enough to tell home from abroad, too little to follow a person by.
 * IPv4 to 24 bits, IPv6 to 48, in CIDR notation (RFC 4632, RFC 4291 section 2.3).
 *
 * @returns null for what is no address.
 */
export function networkOf(address: string | null): string | null {
  if (address === null) return null
  if (isIPv4(address)) return `${address.split('.').slice(0, 3).join('.')}.0/24`
  return isIPv6(address) ? ipv6Network(address) : null
}

function ipv6Network(address: string): string | null {
  // The URL parser writes every spelling of an address in one: lower case, shortest, no IPv4 tail.
  // A zone names an interface of this machine and is no part of the address.
  const { hostname } = new URL(`http://[${address.split('%')[0]}]`)
  const [head = '', tail] = hostname.slice(1, -1).split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  const groups = [...before, ...zeros, ...after]
  if (groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff') {
    const [high = 0, low = 0] = groups.slice(6).map((group) => Number.parseInt(group, 16))
    return `${high >> 8}.${high & 255}.${low >> 8}.0/24`
  }
  const prefix = groups.slice(0, 3)
  while (prefix.at(-1) === '0') prefix.pop()
  return `${prefix.join(':')}::/48`
}
