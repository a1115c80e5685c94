import { randomBytes } from 'node:crypto'
import { appendFileSync, chmodSync, closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileSettings } from '../../lib/config/env-files.mjs'

/** How long another start may hold the lock, in milliseconds; it needs one or two. */
const LOCK_LIMIT = 1000

const comment = '# Made once by the start script. Keep it secret; a new one signs everyone out.'

/**
 * What to append to an env file so that it ends with a secret. Nothing that is in the file changes:
 * an empty `AUTH_SECRET=` above stays, and the later line counts.
 *
 * @param {string} text the file as it is, or an empty string
 */
export function secretLines(text, secret) {
  const start = text === '' ? '' : text.endsWith('\n') ? '\n' : '\n\n'
  return `${start}${comment}\nAUTH_SECRET=${secret}\n`
}

/**
 * Makes AUTH_SECRET into `.env.local`, unless there is one. Two starts at the same time make one
 * secret between them: the lock is an exclusive create.
 *
 * @param {string} root the repository's root, with a slash at its end
 * @param {'production' | 'development'} mode whose env files count
 * @returns {Promise<boolean>} whether one was made
 * @throws Error with a sentence for the person when the lock stays
 */
export async function makeSecret(root, mode, environment = process.env) {
  const missing = () => !environment.AUTH_SECRET && !fileSettings(root, mode).AUTH_SECRET
  if (!missing()) return false

  const file = `${root}.env.local`
  return withLock(`${file}.lock`, () => {
    if (!missing()) return false
    // From the first byte on, only the owner may read it.
    closeSync(openSync(file, 'a', 0o600))
    chmodSync(file, 0o600)
    appendFileSync(file, secretLines(readFileSync(file, 'utf8'), newSecret()))
    return true
  })
}

/** 32 random bytes, base64url. */
export const newSecret = () => randomBytes(32).toString('base64url')

/**
 * Does something while no one else with the same lock does.
 *
 * @throws Error with a sentence for the person when the lock stays
 */
export async function withLock(lock, work) {
  await acquire(lock)
  try {
    return work()
  } finally {
    rmSync(lock)
  }
}

async function acquire(lock) {
  const patience = AbortSignal.timeout(LOCK_LIMIT)
  while (true) {
    try {
      closeSync(openSync(lock, 'wx'))
      return
    } catch (error) {
      if (error.code === 'ENOENT') throw new Error(`There is no folder ${dirname(lock)}.`)
      if (error.code !== 'EEXIST') throw error
      if (patience.aborted) {
        throw new Error(`${lock} is in the way. If no other start is running, delete it.`)
      }
      await sleep(20)
    }
  }
}
