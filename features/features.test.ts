/** What the features add to the app, all together. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { getTableColumns, getTableName, is, Table } from 'drizzle-orm'
import { expect, test } from 'vitest'
import * as schema from '@/db/schema'
import { exportAccount } from '@/lib/auth/account/export'
import { START, scene } from '@/lib/auth/testing'
import { features } from '.'

const { at, db, row, userRow } = await scene()

/** Found as drizzle-kit finds them: also those that a feature has left out of what it adds to the app. */
const files = readdirSync(import.meta.dirname)
  .map((name) => join(import.meta.dirname, name, 'tables.ts'))
  .filter((path) => existsSync(path))
const ofFeatures: Record<string, unknown>[] = await Promise.all(files.map((path) => import(path)))

const tables = [schema, ...ofFeatures]
  .flatMap((some) => Object.values<unknown>(some))
  .filter((one) => is(one, Table))
const lists = Object.assign({}, ...features.map(({ exported }) => exported))

async function whole(parts: AsyncGenerator<string>): Promise<object> {
  let text = ''
  for await (const part of parts) text += part
  return JSON.parse(text)
}

/** Columns that are not exported: secrets, and the state of rotation and links. */
const NOT_EXPORTED = [
  'users.passwordHash',
  'users.credentialVersion',
  'sessions.tokenVersion',
  'sessions.previousGeneration',
  'sessions.salt',
  'sessions.refreshTokenHash',
  'sessions.confirmedGeneration',
  // Exported as true or false, where no value can be found again.
  'sessions.browserOnly',
  // Kept for 7 days at most. That a link was made is an event or a mail, which is exported.
  'one_time_tokens.tokenHash',
  'one_time_tokens.purpose',
  'one_time_tokens.credentialVersion',
  'one_time_tokens.email',
  'one_time_tokens.expiresAt',
  // The token of a link follows from it.
  'mails.id',
  'mails.dueAt',
  'mails.attempts',
  // Of no user, and kept for a day at most.
  'rate_limits.key',
  'rate_limits.points',
  'rate_limits.expiresAt',
]

test('when there is a table, the export has each of its columns or NOT_EXPORTED names it', async () => {
  const kept = new Map<string, string | number>()
  for (const table of tables) {
    const columns = Object.entries(getTableColumns(table)).map(([name, column]) => {
      const type = column.getSQLType()
      const place = `${getTableName(table)}.${name}`
      // A value that is nowhere else in the export: found there, the column is in it.
      const number = 70_001 + kept.size
      const value = { text: `${place} of someone`, integer: number, bigint: number }[type]
      if (value === undefined) throw new Error(`${place} holds a ${type}, which has no value here`)
      kept.set(place, name === 'userId' ? 'users.id of someone' : value)
      return [name, kept.get(place)]
    })
    await db.insert(table).values(Object.fromEntries(columns))
  }
  const user = await userRow({ id: 'users.id of someone' })
  if (!user) throw new Error('the user is not stored')
  const session = await row('sessions.id of someone')
  const exported = JSON.stringify(await whole(exportAccount(at(START), { user, session }, lists)))
  const isExported = (value: string | number) =>
    exported.includes(JSON.stringify(value)) ||
    (typeof value === 'number' && exported.includes(new Date(value).toISOString()))
  const missing = [...kept].filter(([, value]) => !isExported(value)).map(([place]) => place)
  expect(missing).toEqual(NOT_EXPORTED)
})
