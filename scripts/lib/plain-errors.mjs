import { accessSync, constants, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { EnvFileError } from '../../lib/config/env-files.mjs'

/**
 * The sentence for a person about an error that has its cause outside of the code.
 *
 * @returns {string | null} null for a fault of the code, whose stack is wanted
 */
export function plainly(error) {
  if (error instanceof EnvFileError) return error.message
  if (error?.code === 'ENOSPC') return `The disk is full: ${error.path ?? error.message}`
  // What `db/sqlite-driver.mjs` throws is a sentence already; its cause is what it was made of.
  if (error?.code === 'SQLITE_DRIVER') return error.message
  if (isPackageMissing(error)) return 'The packages are not installed. Run: npm ci'
  if (error?.code === 'EROFS') {
    return `${error.path ?? error.message} is on a read-only file system, where nothing can be written.`
  }
  if (['EACCES', 'EPERM'].includes(error?.code) && error.path) {
    if (!existsSync(error.path)) {
      return `${error.path} cannot be made (${error.code}): this user may not write to ${dirname(error.path)}. Give that folder to it, or choose another.`
    }
    return `${error.path} cannot be used (${error.code}). It belongs to another user, one who started the app here before perhaps. Give the whole folder to yours: sudo chown -R "$(id -un)" .`
  }
  return null
}

/** A missing file of our own is a fault of the code; one in node_modules is not. */
const isPackageMissing = (error) =>
  ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(error?.code) &&
  /^Cannot find (package |module '(?![./]|\w+:)|module '[^']*[\\/]node_modules[\\/])/.test(
    error.message,
  )

/**
 * Refuses a folder that is there and cannot be written: before Next does, which prints an object.
 *
 * @throws what the system says, for `plainly`
 */
export function checkWritable(folder) {
  if (existsSync(folder)) accessSync(folder, constants.W_OK | constants.X_OK)
}
