import { completeUrl, isThere, parseAddress } from './address.mjs'
import { readArguments } from './arguments.mjs'
import { reasonOf } from './command-error.mjs'
import { typed } from './paths.mjs'
import { plainly } from './plain-errors.mjs'
import { addressOf, cursorOf } from './users/cursor.mjs'
import { ask, askUnseen, printable, printableJson } from './users/terminal.mjs'
import { accountLines, listLines, listNote } from './users/words.mjs'

const PAGE = 100
const LARGEST_PAGE = 1_000

const text = { type: 'string' }
const flag = { type: 'boolean' }

/**
 * What an operation is given. Everything of the app is imported late, when DATABASE_URL has been read.
 *
 * @typedef {object} Scene
 * @property {string} email as it was typed; empty for an operation that takes none
 * @property {Record<string, string | boolean | undefined>} values of its options
 * @property {typeof import('../../lib/auth/account/operator.ts')} operator
 * @property {Pick<import('../../lib/auth/request-context.ts').RequestContext, 'db' | 'now' | 'device'>} context
 * @property {() => Promise<import('../../lib/config/config.ts').Config>} settings throws where one is wrong
 *
 * @typedef {{ ok: boolean, lines: string[], note?: string }} Result `note` is for people alone
 */

/**
 * Every operation: how it is typed, what it does, its options for `parseArgs`, and what runs it.
 *
 * @type {Record<string, { takes: string, does: string, run: (scene: Scene) => Promise<Result>,
 *   options?: import('node:util').ParseArgsConfig['options'] }>}
 */
const OPERATIONS = {
  list: {
    takes: '[--limit <number>] [--after=<cursor>] [--json]',
    does: `accounts by address, ${PAGE} at a time`,
    options: { limit: text, after: text, json: flag },
    run: list,
  },
  show: {
    takes: '<email> [--json]',
    does: 'an account, its living sessions, the last that happened to it',
    options: { json: flag },
    run: show,
  },
  create: {
    takes: '<email>',
    does: 'makes an account, its address verified; asks for the password, or reads it from a pipe',
    run: create,
  },
  'reset-password': {
    takes: '<email>',
    does: 'prints a link for a new password, which works once',
    run: resetPassword,
  },
  verify: {
    takes: '<email>',
    does: 'counts its address as verified, for a user whose mail never arrives',
    run: verify,
  },
  disable: { takes: '<email>', does: 'ends every session, and lets no one sign in', run: disable },
  enable: { takes: '<email>', does: 'lets its user sign in again', run: enable },
  'sign-out': { takes: '<email>', does: 'ends every session', run: signOut },
  delete: {
    takes: '<email> [--yes]',
    does: 'deletes it with all that is kept about it; asks first',
    options: { yes: flag },
    run: remove,
  },
}

const done = (...lines) => ({ ok: true, lines })
const refused = (...lines) => ({ ok: false, lines })
const unknown = (email) => refused(`No account has the address ${email}.`)

async function list({ values: { limit = String(PAGE), after, json }, operator, context }) {
  if (!/^[1-9]\d{0,3}$/.test(limit) || Number(limit) > LARGEST_PAGE) {
    return refused(`--limit is a number from 1 to ${LARGEST_PAGE}.`)
  }
  const address = after === undefined ? null : addressOf(after)
  if (after !== undefined && address === null) {
    return refused('--after takes what a list prints for its next page, and no address.')
  }
  const page = await operator.listAccounts(context, { after: address, limit: Number(limit) })
  if (json) return done(printableJson({ ...page, next: page.next && cursorOf(page.next) }))
  return { ok: true, lines: listLines(page), note: listNote(page, address) }
}

async function show({ email, values, operator, context }) {
  const account = await operator.showAccount(context, email)
  if (!account) return unknown(email)
  return done(...(values.json ? [printableJson(account)] : accountLines(account)))
}

async function create({ email, operator, context, settings }) {
  const config = await settings()
  const { emailProblem, normalizeEmail } = await import('../../lib/contract/email-address.ts')
  const problem = emailProblem(normalizeEmail(email))
  if (problem) return refused(problem)
  const answers = await askUnseen(['Password: ', 'The same again: '])
  if (answers === null) return refused('No password was given: nothing is made.')
  // What no one sees is soon mistyped. A pipe has one line and no such trouble.
  const [password, again = password] = answers
  if (again !== password) return refused('That was not the same: nothing is made.')
  const made = await operator.createAccount({ ...context, config }, { email, password })
  return made.ok
    ? done(`${made.email} has an account now, and counts as verified.`)
    : refused(made.problem)
}

async function resetPassword({ email, context, settings }) {
  const config = await settings()
  const { createPasswordResetLink } = await import('../../lib/auth/passwords/password-reset.ts')
  const made = await createPasswordResetLink({ ...context, config }, email)
  if (made === 'unknown') return unknown(email)
  if (made === 'disabled') {
    return refused(`${email} is disabled, and its link would be refused. Enable it first.`)
  }
  const until = new Date(made.expiresAt).toISOString().slice(0, 16).replace('T', ' ')
  const note = `It works once, until ${until} UTC. Links that ${email} had before have ended.`
  if (config.appUrl) return { ok: true, lines: [made.link], note }
  const guessed =
    'APP_URL is not set, so the link leads to this machine, and to the port that the settings name.'
  return {
    ok: true,
    lines: [made.link],
    note: `${note}\n${guessed} If the app is elsewhere, set APP_URL first.`,
  }
}

async function verify({ email, operator, context }) {
  const result = await operator.operate(context, 'verify', email)
  if (result === 'unknown') return unknown(email)
  if (result === 'unchanged') return done(`${email} is verified already.`)
  const note =
    'Anyone can sign up with any address. If its user may not have chosen the password, hand over a link: reset-password.'
  return { ok: true, lines: [`${email} counts as verified now.`], note }
}

async function disable({ email, operator, context }) {
  const result = await operator.operate(context, 'disable', email)
  if (result === 'unknown') return unknown(email)
  if (result === 'unchanged') return done(`${email} is disabled already.`)
  return done(`${email} is disabled: every session has ended, and no one can sign in to it.`)
}

async function enable({ email, operator, context }) {
  const result = await operator.operate(context, 'enable', email)
  if (result === 'unknown') return unknown(email)
  if (result === 'unchanged') return done(`${email} is enabled already.`)
  return done(`${email} is enabled: its person can sign in again.`)
}

async function signOut({ email, operator, context }) {
  const result = await operator.operate(context, 'sign-out', email)
  return result === 'unknown' ? unknown(email) : done(`${email} is signed out everywhere.`)
}

async function remove({ email, values, operator, context }) {
  const account = await operator.showAccount(context, email)
  if (!account) return unknown(email)
  if (!values.yes) {
    const { normalizeEmail } = await import('../../lib/contract/email-address.ts')
    const again = await ask(
      `This deletes ${account.email} and all that is kept about it. Type the address again: `,
    )
    if (normalizeEmail(again ?? '') !== account.email) {
      return refused('That is not its address: nothing is deleted.')
    }
  }
  const result = await operator.deleteAccountOf(context, email)
  if (result === 'unknown') return unknown(email)
  return done(
    `${account.email} is deleted: every session has ended, and nothing is kept of it. A mail tells its owner.`,
  )
}

function usage() {
  const forms = Object.entries(OPERATIONS).map(([name, { takes }]) => `${name} ${takes}`)
  const width = Math.max(...forms.map((form) => form.length))
  const does = Object.values(OPERATIONS).map((operation) => operation.does)
  return [
    `Usage: ${typed('users')} <operation>`,
    ...forms.map((form, index) => `  ${form.padEnd(width)}  ${does[index]}`),
  ]
}

/** @returns the operation and what was typed for it, or the lines that say how it is used. */
function read([name, ...args], environment) {
  const misused = (problem) => ({ lines: [problem, ...usage()] })
  if (name === undefined) return { lines: usage() }
  if (!Object.hasOwn(OPERATIONS, name)) return misused(`There is no operation "${name}".`)
  const operation = OPERATIONS[name]
  const { options = {}, takes } = operation
  const wanted = takes.startsWith('<email>') ? 1 : 0
  const isAddress = (arg) => wanted === 1 && arg.includes('@')
  const words = [name, ...args.filter(isAddress)]
  const { values, positionals, problem } = readArguments('npm run users', options, {
    ...{ args, environment, words },
    ...{ usage: usage().join('\n'), isName: isAddress },
  })
  if (problem) return { lines: problem.split('\n') }
  if (positionals.length < wanted) return misused(`"${name}" takes the address of an account.`)
  if (positionals.length > wanted) {
    return misused(`Unexpected argument "${positionals[wanted]}" of "${name}".`)
  }
  return { operation, values, email: positionals[0] ?? '' }
}

/**
 * Runs one operation on accounts.
 *
 * @param {string[]} args the operation and what it takes
 * @param {Record<string, string | undefined>} environment `process.env`: the schema is built for its DATABASE_URL
 * @returns {Promise<Result>} lines that are safe for a terminal
 */
export async function runOperation(args, environment) {
  const { lines, note, ok } = await run(args, environment)
  return { ok, lines: lines.map(printable), note: note && printable(note) }
}

async function run(args, environment) {
  if (args.includes('--help') || args.includes('-h')) return done(...usage())
  const asked = read(args, environment)
  if (asked.lines) return refused(...asked.lines)
  try {
    const databaseUrl = completeUrl(environment.DATABASE_URL, environment)
    const { kind, file, label } = parseAddress(databaseUrl, 'DATABASE_URL')
    if (kind === 'sqlite' && !isThere(file)) {
      return refused(`There is no database ${label}. Set DATABASE_URL to the app's.`)
    }
    return await runOn(databaseUrl, asked, environment)
  } catch (error) {
    if (error.name === 'ConfigError') return refused(...error.message.split('\n'))
    if (error.name === 'CommandError' || error.name === 'InputError') return refused(error.message)
    return refused(plainly(error) ?? `This could not be done: ${reasonOf(error)}`)
  }
}

async function runOn(databaseUrl, { operation, email, values }, environment) {
  // Late as well: before anything is installed there is a usage to read, and no compiler.
  await import('./typescript.mjs')
  const { openDatabase } = await import('../../db/client.ts')
  const operator = await import('../../lib/auth/account/operator.ts')
  const { readConfig } = await import('../../lib/config/config.ts')
  const { log } = await import('../../lib/log/log.ts')
  // What is said here is for a person; the event is in the account's own list.
  log.level = 'error'
  const settings = async () => readConfig(environment)
  const { db, now, close } = openDatabase(databaseUrl)
  try {
    const context = { db, now: now(), device: { userAgent: null, ip: null } }
    return await operation.run({ email, values, operator, context, settings })
  } finally {
    await close()
  }
}
