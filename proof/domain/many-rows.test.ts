import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addUser, sessionRow, temporarySqlite } from '../../db/testing'
import { exportAccount } from '../../lib/auth/account/export'
import { listEvents } from '../../lib/auth/events/list-events'
import { endOtherSessions, listSessions } from '../../lib/auth/sessions/manage-sessions'
import { beginSession, DEVICE, START, testConfig } from '../../lib/auth/testing'
import { pageQuery } from '../../lib/contract/pages'

const ROWS = 20_000
/** A list shows no more than this, and a statement that makes one reads no more. */
const MOST = 200

const config = testConfig()
const { db, native } = await temporarySqlite()
const user = await addUser(db)
const context = { config, db, now: START, device: DEVICE }
const grant = await beginSession(context, user)
const caller = { userId: user.id, sessionId: grant.sessionId }

native.exec('BEGIN')
const addSession = native.prepare(
  `INSERT INTO sessions (id, user_id, token_version, generation, salt, refresh_token_hash, created_at,
     last_used_at, idle_expires_at, absolute_expires_at, revoked_at, revoked_reason)
   VALUES (?, ?, 0, 0, 's', 'h', ?, ?, ?, ?, ?, ?)`,
)

const addEvent = native.prepare(
  `INSERT INTO security_events (id, user_id, type, created_at) VALUES (?, ?, 'sign-in', ?)`,
)
for (let index = 1; index <= ROWS; index += 1) {
  // Every other one has ended; the rest live, as they would from before the limit.
  const ended = index % 2 === 0 ? [START, 'sign-out'] : [null, null]
  const began = START - index
  addSession.run(randomUUID(), user.id, began, began, START + 1e9, START + 1e9, ...ended)
  addEvent.run(randomUUID(), user.id, began)
}
native.exec('COMMIT')

/** Every statement that was run since, with the number of rows it gave. */
const statements: { sql: string; rows: number }[] = []
const prepare = native.prepare.bind(native)
native.prepare = ((sql: string) => {
  const statement = prepare(sql)
  const all = statement.all.bind(statement)
  statement.all = (...values: unknown[]) => {
    const rows = all(...values)
    statements.push({ sql, rows: rows.length })
    return rows
  }
  return statement
}) as typeof native.prepare

/** How a statement finds its rows, as SQLite plans it. */
function planOf(sql: string): string {
  const values = Array.from({ length: sql.split('?').length - 1 }, () => 1)
  const steps = prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[]
  return steps.map(({ detail }) => detail).join('; ')
}

test('when a person has 20,000 sessions and events, no statement of a list reads all of them', async () => {
  expect(await listSessions(context, caller)).toHaveLength(config.maxSessions)
  expect((await listEvents(context, caller, pageQuery.parse({}))).events).toHaveLength(20)
  expect(statements.length).toBeGreaterThan(1)
  for (const { sql, rows } of statements) {
    expect(rows).toBeLessThanOrEqual(MOST)
    // Sorting would mean reading everything first.
    expect(planOf(sql)).not.toMatch(/SCAN|TEMP B-TREE/)
  }
})

test('when they are exported, everything is in it, and others have their turns in between', async () => {
  statements.length = 0
  let turns = 0
  let isOver = false
  const count = () => {
    turns += 1
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  const session = await sessionRow(db, grant.sessionId)
  if (!session) throw new Error('there is no session')
  let text = ''
  let longest = 0
  for await (const part of exportAccount(context, { session, user })) {
    longest = Math.max(longest, part.length)
    text += part
  }
  isOver = true
  const { sessions, events } = JSON.parse(text)
  expect([sessions.length, events.length]).toEqual([ROWS + 1, ROWS])
  expect(new Set(sessions.map(({ id }: { id: string }) => id)).size).toBe(ROWS + 1)
  expect(longest).toBeLessThan(text.length / 100)
  expect(turns).toBeGreaterThanOrEqual(statements.length - 1)
  for (const { sql, rows } of statements) {
    expect(rows).toBeLessThanOrEqual(MOST)
    expect(planOf(sql)).not.toMatch(/SCAN|TEMP B-TREE/)
  }
})

test('when that person signs in, the surplus ends in steps', async () => {
  statements.length = 0
  const next = await beginSession({ ...context, now: START + 1 }, user)
  const living = native.prepare(
    'SELECT count(*) AS count FROM sessions WHERE user_id = ? AND revoked_at IS NULL',
  )
  expect(living.get(user.id)).toEqual({ count: config.maxSessions })
  for (const { rows } of statements) expect(rows).toBeLessThanOrEqual(MOST)

  statements.length = 0
  const session = await sessionRow(db, next.sessionId)
  if (!session) throw new Error('there is no session')
  await endOtherSessions(context, { session, user })
  expect(statements.map(({ rows }) => rows)).toContain(config.maxSessions - 1)
})
