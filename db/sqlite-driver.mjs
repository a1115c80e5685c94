// Machine: a clone need not edit this file.
/** better-sqlite3 in the version that the Node that runs can use: see `sqlite-choice.mjs`. */
import Newest from 'better-sqlite3'
import { sqlitePackage } from './sqlite-choice.mjs'

/** @returns {typeof Newest} */
function load() {
  const name = sqlitePackage(process.versions)
  if (name === 'better-sqlite3') return Newest
  try {
    // Neither imported nor required by name: a bundler would look for what is rightly missing on most
    // machines, and replaces `createRequire` where it sees its import.
    return process.getBuiltinModule('node:module').createRequire(import.meta.url)(name)
  } catch (cause) {
    const { node } = process.versions
    const error = new Error(
      `The SQLite driver for Node ${node} is not installed: the packages are those for a newer Node. Run "npm ci" with Node ${node}, or use Node 22.14 or newer.`,
      { cause },
    )
    // By this code the scripts (`plain-errors.mjs`) print the sentence without a stack.
    throw Object.assign(error, { code: 'SQLITE_DRIVER' })
  }
}

export default load()
