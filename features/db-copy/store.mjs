import { openPostgresql } from './postgresql.mjs'
import { openSqlite } from './sqlite.mjs'

/**
 * A database to copy from or to. Values are text in decimal digits, text, or null, the same from
 * both databases; keys order bytewise, or as numbers. Whatever goes wrong is a `CommandError`.
 *
 * @typedef {import('./schema.mjs').Table} Table
 * @typedef {(string | null)[]} Row in the order of the table's columns
 * @typedef {object} Store
 * @property {'sqlite' | 'postgresql'} kind
 * @property {'source' | 'target'} role
 * @property {string} label what to call it; never with a password
 * @property {() => Promise<void>} migrate to the newest committed migration
 * @property {() => Promise<Table[]>} tables all but the migrator's own
 * @property {() => Promise<void>} snapshot from here to `release` every read sees one moment
 * @property {() => Promise<void>} release
 * @property {(table: Table) => Promise<number>} count
 * @property {(table: Table, key: Row) => Promise<number>} countUpTo rows up to and with this key
 * @property {(table: Table) => Promise<Row | undefined>} lastKey
 * @property {(table: Table, after: Row | undefined, size: number) => AsyncGenerator<Row[]>} batches
 *   in key order; only inside a snapshot
 * @property {(table: Table, rows: Row[], options: { overwrite: boolean }) =>
 *   Promise<{ inserted: number, updated: number }>} write in one transaction; a row that is there
 *   already is left alone, or updated where it differs
 * @property {() => Promise<void>} close
 */

/**
 * @param {ReturnType<typeof import('../../scripts/lib/address.mjs').parseAddress>} address
 * @param {'source' | 'target'} role
 * @returns {Promise<Store>}
 */
export async function openStore(address, role) {
  return address.kind === 'sqlite' ? openSqlite(address, role) : openPostgresql(address, role)
}
