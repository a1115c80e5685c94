import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { databases, dbCopy, fill, migrated, query, sessionRow, userRow } from './testing.mjs'

const { sqliteUrl, postgresqlUrl } = databases()

/** 20,000 rows, most of them sessions. */
const USERS = 2_000
const SESSIONS = 18_000

const digest = async (url) => {
  const hash = createHash('sha256')
  for (const table of ['users', 'sessions']) {
    const rows = await query(url, `SELECT * FROM ${table}`)
    for (const row of rows.sort((a, b) => (a.id < b.id ? -1 : 1))) {
      hash.update(JSON.stringify(row, Object.keys(row).sort()))
    }
  }
  return hash.digest('hex')
}
const count = async (url, table) =>
  Number((await query(url, `SELECT count(*) AS n FROM ${table}`))[0].n)

const killAtFirstSessions = (output, child) => {
  if (output.includes('sessions: ')) child.kill('SIGKILL')
}

/** Copies, is killed in the middle of the sessions, and copies again. */
async function interrupted(from, to) {
  const { code } = await dbCopy(['--from', from, '--to', to], killAtFirstSessions)
  expect(code).toBe(128 + 9)
  const held = await count(to, 'sessions')
  expect(held).toBeGreaterThan(0)
  expect(held).toBeLessThan(SESSIONS)
  expect(held % 1000).toBe(0)

  const again = await dbCopy(['--from', from, '--to', to])
  const there = (rows) => `${rows.toLocaleString('en-US')} rows were there already`
  expect(again.output).toContain(`users: ${there(USERS)}`)
  expect(again.output).toContain(`sessions: ${there(held)}`)
  expect(again).toMatchObject({ code: 0, output: expect.stringContaining('\nEqual. ') })
  expect(await count(to, 'sessions')).toBe(SESSIONS)
  expect(await digest(to)).toBe(await digest(from))
}

it('when a copy is killed, the next one completes it, to PostgreSQL and back', async () => {
  const from = await migrated(sqliteUrl())
  const id = (index) => createHash('sha256').update(`${index}`).digest('base64url')
  fill(from, {
    users: Array.from({ length: USERS }, (_, index) => userRow(id(index))),
    sessions: Array.from({ length: SESSIONS }, (_, index) =>
      sessionRow(id(-index - 1), id(index % USERS)),
    ),
  })
  const to = await postgresqlUrl()
  await interrupted(from, to)
  await interrupted(to, sqliteUrl())
})
