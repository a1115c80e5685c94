import { openPostgresql } from './postgresql.mjs'
import { openSqlite } from './sqlite.mjs'

/**
 * A database to copy from or to. Values are text in decimal digits, text, or null, the same from
 * both databases; keys order bytewise, or as numbers.
 *
 * @typedef {import('./schema.mjs').Table} Table
 * @typedef {(string | null)[]} Row in the order of the table's columns
 * @typedef {object} Store
 * @property {string} label what to call it; never with a password
 * @property {() => Promise<void>} migrate to the newest committed migration
 * @property {() => Promise<Table[]>} tables all but the migrator's own
 * @property {() => Promise<void>} snapshot from here to `close` every read sees one moment
 * @property {(table: Table) => AsyncGenerator<Row[]>} batches of at most `BATCH` rows, in key order; only
 *   inside a snapshot
 * @property {(table: Table, rows: Row[], options: { overwrite: boolean }) =>
 *   Promise<{ inserted: number, updated: number }>} write in one transaction; a row that is there
 *   already is left alone, or updated where it differs
 * @property {() => Promise<void>} close
 */

/**
 * @param {ReturnType<typeof import('../../scripts/lib/address.mjs').parseAddress>} address
 * @param {'source' | 'target'} role
 * @returns {Promise<Store>}
 * @throws CommandError
 */
export async function openStore(address, role) {
  return address.kind === 'sqlite' ? openSqlite(address, role) : openPostgresql(address, role)
}
