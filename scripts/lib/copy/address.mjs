import { resolve } from 'node:path'
import { readAddress, withTls } from '../../../db/address.mjs'
import { CopyError } from './errors.mjs'

/**
 * Reads a database URL as the app does.
 *
 * @param {string | undefined} url
 * @param {string} name of the option or the setting that it was given in
 * @param {{ ssl?: string, ca?: string }} tls DATABASE_SSL and DATABASE_CA, where they are for this URL
 * @returns {{ kind: 'sqlite', label: string, file: string } |
 *   import('../../../db/address.mjs').PostgresqlAddress} `label` is for people: without the password
 *   and without parameters, which may hold one too
 * @throws CopyError
 */
export function parseAddress(url, name, tls = {}) {
  const complete = withTls(url ?? '', tls)
  if ('message' in complete) throw new CopyError(`${complete.name} ${complete.message}`)
  const address = readAddress(complete.url)
  if (address.kind === 'problem') throw new CopyError(`${name} ${address.message}`)
  if (address.kind === 'postgresql') return address
  return { kind: 'sqlite', label: address.label, file: resolve(address.path) }
}
