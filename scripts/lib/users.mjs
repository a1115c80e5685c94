import { existsSync } from 'node:fs'
import './typescript.mjs'
import { completeUrl, parseAddress } from './copy/address.mjs'
import { reasonOf } from './copy/errors.mjs'

const USAGE = 'Usage: npm run users -- disable|enable|sign-out <email>'

const WORDS = {
  disable: {
    done: 'is disabled: every session has ended, and no one can sign in to it.',
    unchanged: 'is disabled already.',
  },
  enable: { done: 'is enabled: its person can sign in again.', unchanged: 'is enabled already.' },
  'sign-out': { done: 'is signed out everywhere.' },
}

/**
 * Runs one operation on an account.
 *
 * @param {string[]} args the operation and the address
 * @param {Record<string, string | undefined>} environment `process.env`: the schema is built for its DATABASE_URL
 * @returns {Promise<{ ok: boolean, line: string }>} one line for the operator
 */
export async function runOperation(args, environment) {
  if (args.includes('--help') || args.includes('-h')) return { ok: true, line: USAGE }
  const [operation, email] = args
  if (args.length !== 2 || !Object.hasOwn(WORDS, operation)) return { ok: false, line: USAGE }
  try {
    const databaseUrl = completeUrl(environment.DATABASE_URL, environment)
    const { kind, file, label } = parseAddress(databaseUrl, 'DATABASE_URL')
    // Opening a missing file would make it.
    if (kind === 'sqlite' && !existsSync(file)) {
      return { ok: false, line: `There is no database ${label}. Set DATABASE_URL to the app's.` }
    }
    return await operateOn(databaseUrl, operation, email)
  } catch (error) {
    return { ok: false, line: `The account could not be changed: ${reasonOf(error)}` }
  }
}

async function operateOn(databaseUrl, operation, email) {
  const { openDatabase } = await import('../../db/client.ts')
  const { operate } = await import('../../lib/auth/operator.ts')
  const { log } = await import('../../lib/log/log.ts')
  // What is said here is one line; the event is in the account's own list.
  log.level = 'error'
  const { db, now, close } = openDatabase(databaseUrl)
  try {
    const device = { userAgent: null, ip: null }
    const result = await operate({ db, now: now(), device }, operation, email)
    const ok = result !== 'unknown'
    return {
      ok,
      line: ok ? `${email} ${WORDS[operation][result]}` : `No account has the address ${email}.`,
    }
  } finally {
    await close()
  }
}
