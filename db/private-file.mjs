// Machine: a clone need not edit this file.
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
} from 'node:fs'
import { basename, dirname } from 'node:path'

/** What SQLite keeps beside a file, and the lock of a start. */
const BESIDE = ['-wal', '-shm', '-journal', '.lock', '.lock-journal']

/**
 * Lets only the owner read a database file, before SQLite opens it: with the usual umask every user of
 * the machine could copy its hashes and addresses. SQLite gives the files beside it the same mode. The
 * files of an older version are closed too, and the folder where nothing else is in it.
 *
 * @param {string} file absolute
 */
export function makePrivate(file) {
  const folder = dirname(file)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (existsSync(file) && statSync(file).isDirectory()) throw new Error('it is a folder')
  // SQLite itself refuses anything else that is no file.
  if (existsSync(file) && !statSync(file).isFile()) return
  closeSync(openSync(file, 'a', 0o600))
  const own = [file, ...BESIDE.map((suffix) => file + suffix)].filter((path) => existsSync(path))
  for (const path of own) tighten(path, 0o600)
  const onlyOurs = readdirSync(folder).every((name) => name.startsWith(basename(file)))
  if (onlyOurs) tighten(folder, 0o700)
}

/** A file of another user stays as it is. */
function tighten(path, mode) {
  try {
    chmodSync(path, mode)
  } catch (error) {
    if (!['EPERM', 'EROFS', 'ENOENT'].includes(error.code)) throw error
  }
}
