/**
 * Where a list goes on. People choose addresses, and operators type what a list prints: as base64url
 * (RFC 4648 section 5) an address is code to no shell, be it of POSIX, cmd or PowerShell. No byte of UTF-8
 * is high enough for a `-` at the start, which would be an option.
 */
export const cursorOf = (address) => Buffer.from(address).toString('base64url')

/** @returns {string | null} null for what `cursorOf` did not make */
export function addressOf(cursor) {
  const address = Buffer.from(cursor, 'base64url').toString()
  return address.includes('@') && cursorOf(address) === cursor ? address : null
}
