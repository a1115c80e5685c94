import { EnvFileError } from '../../lib/env-files.mjs'

/**
 * What to tell a person about an error that has its cause outside of the code.
 *
 * @returns {string | null} null for a fault of the code, whose stack is wanted
 */
export function plainly(error) {
  if (error instanceof EnvFileError) return error.message
  if (error?.code === 'ENOSPC') return `The disk is full: ${error.path ?? error.message}`
  if (['EACCES', 'EPERM', 'EROFS'].includes(error?.code) && error.path) {
    return `${error.path} cannot be used (${error.code}). It belongs to another user, one who started the app here before perhaps. Give the whole folder to yours: sudo chown -R "$(id -un)" .`
  }
  return null
}
