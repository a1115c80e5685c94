import { accessSync, constants } from 'node:fs'
import { resolve } from 'node:path'
import { readAddress, withTls } from '../../db/address.mjs'
import { CommandError } from './command-error.mjs'

/**
 * A database URL as the app completes it: DATABASE_SSL and DATABASE_CA say how to get to the one that
 * DATABASE_URL names, and to no other.
 *
 * @param {string | undefined} url
 * @param {Record<string, string | undefined>} environment `process.env`
 * @throws CommandError
 */
export function completeUrl(url, { DATABASE_URL, DATABASE_SSL: ssl, DATABASE_CA: ca }) {
  if (!url || url !== DATABASE_URL) return url
  const complete = withTls(url, { ssl, ca })
  if ('message' in complete) throw new CommandError(`${complete.name} ${complete.message}`)
  return complete.url
}

/**
 * Reads a database URL as the app does.
 *
 * @param {string | undefined} url
 * @param {string} name of the option or the setting that it was given in
 * @returns {{ kind: 'sqlite', label: string, file: string } |
 *   import('../../db/address.mjs').PostgresqlAddress} `label` is for people: without the password
 *   and without parameters, which may hold one too
 * @throws CommandError
 */
export function parseAddress(url, name) {
  const address = readAddress(url ?? '')
  if (address.kind === 'problem') throw new CommandError(`${name} ${address.message}`)
  if (address.kind === 'postgresql') return address
  return { kind: 'sqlite', label: address.label, file: resolve(address.path) }
}

/**
 * Whether a file can be read, without opening it as a database: that would make a missing one.
 *
 * @param {string} file
 * @returns {boolean} false where there is none
 * @throws CommandError where there may be one, and the user of this process may not see it
 */
export function isThere(file, access = accessSync) {
  try {
    access(file, constants.R_OK)
    return true
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false
    throw new CommandError(
      `${file} cannot be read (${error.code}). Run this as the user that the app runs as.`,
    )
  }
}
