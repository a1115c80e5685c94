/** What the operator reads of accounts, as lines of text. */
import { typed } from '../paths.mjs'
import { cursorOf } from './cursor.mjs'

/** @param {string} time ISO 8601 UTC */
const time = (time) => `${time.slice(0, 19).replace('T', ' ')} UTC`

const sessionsOf = (count) => (count === 1 ? '1 session' : `${count} sessions`)

const from = ({ browser, system, network }) =>
  [`${browser} on ${system}`, network].filter(Boolean).join(', ')

/** One line an account. @param {{ accounts: object[] }} page from `listAccounts` */
export function listLines({ accounts }) {
  const width = Math.max(...accounts.map(({ email }) => email.length))
  return accounts.map(({ email, createdAt, emailVerifiedAt, disabledAt, sessions }) => {
    const disabled = disabledAt && `disabled since ${time(disabledAt)}`
    const unverified = emailVerifiedAt === null && 'not verified'
    const facts = [`created ${time(createdAt)}`, sessionsOf(sessions), unverified, disabled]
    return `${email.padEnd(width)}  ${facts.filter(Boolean).join(', ')}`
  })
}

/** What people read below a list. @param {string | null} after the address that it goes on after */
export function listNote({ accounts, next }, after) {
  if (next !== null) return `The next page: ${typed('users')} list --after=${cursorOf(next)}`
  if (accounts.length > 0) return undefined
  return after === null ? 'There are no accounts.' : 'There are no more accounts.'
}

/** @param {object} account from `showAccount` */
export function accountLines(account) {
  const { id, email, createdAt, emailVerifiedAt, disabledAt, sessions, events } = account
  return [
    email,
    `  id        ${id}`,
    `  created   ${time(createdAt)}`,
    `  verified  ${emailVerifiedAt ? time(emailVerifiedAt) : 'no'}`,
    `  disabled  ${disabledAt ? `since ${time(disabledAt)}` : 'no'}`,
    `  ${sessionsOf(sessions.length)}${sessions.length > 0 ? ', the last used first' : ''}`,
    ...sessions.map((session) => `    ${time(session.lastUsedAt)}  ${from(session)}`),
    `  ${events.length > 0 ? 'events, the newest first' : 'no events'}`,
    ...events.map((event) => {
      const times = event.count > 1 ? ` (${event.count} times)` : ''
      return `    ${time(event.lastAt ?? event.createdAt)}  ${event.type}${times}  ${from(event)}`
    }),
  ]
}
