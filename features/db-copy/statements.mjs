import { quoted } from './schema.mjs'

/** Rows in a transaction; also how many are held in memory at a time. */
export const BATCH = 1000

/**
 * What writes rows into a table, on either database.
 *
 * @param {import('./schema.mjs').Table} table
 * @param {string} rows the function that makes rows of a parameter: a JSON array of lists of values
 * @returns {{ insert: string, update: string | null }} `update` is of rows that are there and differ;
 *   null where there is no more to a row than its key
 */
export function writing({ name, columns, key }, rows) {
  const names = columns.map((column) => quoted(column.name))
  const keys = key.map(quoted)
  const rest = names.filter((one) => !keys.includes(one))
  const values = columns.map(
    (column, index) => `CAST(value ->> ${index} AS ${column.type}) AS ${quoted(column.name)}`,
  )
  const given = `(SELECT ${values} FROM ${rows}) AS given`
  const all = (prefix, some) => `(${some.map((one) => `${prefix}.${one}`)})`
  const insert = `INSERT INTO ${quoted(name)} (${names}) SELECT ${names} FROM ${given} WHERE true
    ON CONFLICT (${keys}) DO NOTHING`
  if (rest.length === 0) return { insert, update: null }
  const update = `UPDATE ${quoted(name)} AS t SET ${rest.map((one) => `${one} = given.${one}`)}
    FROM ${given} WHERE ${all('t', keys)} = ${all('given', keys)}
    AND ${all('t', rest)} IS DISTINCT FROM ${all('given', rest)}`
  return { insert, update }
}
