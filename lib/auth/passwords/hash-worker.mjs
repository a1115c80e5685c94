// Machine: a clone need not edit this file.
/**
 * Runs bcrypt on a worker thread: one hash takes a quarter of a second, and on the event loop no
 * other request would be served meanwhile. Plain JavaScript, because it is loaded as a
 * file at run time and not bundled.
 */
import bcrypt from 'bcryptjs'

/** @param {{ data: string, cost: number }} task what to hash and the cost factor (log2 of rounds). */
export function hash({ data, cost }) {
  return bcrypt.hashSync(data, cost)
}

/**
 * @param {{ data: string, encoded: string, onRefusal: number[] }} task what to compare with a `$2…$`
 *   string, and the costs of hashes to make for nothing where it does not match.
 */
export function compare({ data, encoded, onRefusal }) {
  if (bcrypt.compareSync(data, encoded)) return true
  for (const cost of onRefusal) bcrypt.hashSync(data, cost)
  return false
}
