import { copyFileSync, existsSync, linkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { APPLICATION_NAME } from '../../db/postgresql-options.mjs'
import Database from '../../db/sqlite-driver.mjs'
import { parseAddress } from '../../scripts/lib/address.mjs'
import {
  databases,
  dbCopy,
  eventRow,
  fill,
  mailRow,
  migrated,
  query,
  sessionRow,
  tokenRow,
  userRow,
} from './testing.mjs'

const { folder, sqliteUrl, postgresqlUrl } = databases()

/** Keys that sort otherwise by locale, by UTF-16 and by UTF-8; values that are easily mistaken. */
const KEYS = ['A', 'a', 'B', '_', 'z', 'é', 'Z', '10', '9', 'a-b', 'ab', '\u{fffd}', '\u{1f600}']
/** Between the last two of them in UTF-8, and after them in UTF-16. */
const STRANGER = '\u{fffd}-stranger'
const AGENTS = [null, '', 'NULL', 'null', ' x ', '{1,"2"}', "'", '\\', 'a\nb', '0', 'ü\u{1f600}']
const users = KEYS.map((id, index) =>
  userRow(id, {
    email_verified_at: index % 2 ? 0 : null,
    token_version: 2_147_483_647 - index,
    created_at: Number.MAX_SAFE_INTEGER - index,
  }),
)
const sessions = AGENTS.map((user_agent, index) =>
  sessionRow(`session-${index}`, KEYS[index], { user_agent, revoked_at: index % 3 ? null : -1 }),
)
// An event that outlived its session, and one of none.
const security_events = ['gone', null].map((session_id, index) =>
  eventRow(`event-${index}`, KEYS[index], { session_id }),
)
const one_time_tokens = KEYS.map((hash, index) => tokenRow(hash, KEYS.at(-1 - index)))
const mails = KEYS.map((id) => mailRow(id, `${id}@mail.example`))

/** A file with these people in it. */
async function source(more = {}) {
  const url = await migrated(sqliteUrl())
  fill(url, { users, sessions, security_events, one_time_tokens, mails, ...more })
  return url
}

/** PostgreSQL has a type for yes and no, SQLite has 0 and 1. */
const asNumber = (value) => (typeof value === 'boolean' ? Number(value) : value)
const sorted = (rows) =>
  rows
    .map((row) => Object.entries(row).map(([name, value]) => [name, asNumber(value)]))
    .map((row) => JSON.stringify(row.sort()))
    .sort()
const contents = async (url) => ({
  users: sorted(await query(url, 'SELECT * FROM users')),
  sessions: sorted(await query(url, 'SELECT * FROM sessions')),
  security_events: sorted(await query(url, 'SELECT * FROM security_events')),
  one_time_tokens: sorted(await query(url, 'SELECT * FROM one_time_tokens')),
  mails: sorted(await query(url, 'SELECT * FROM mails')),
})
const checksums = (output) => output.match(/^ {2}\w+: .* SHA-256 [0-9a-f]{64}$/gm)

describe('when everything is moved', () => {
  it('to PostgreSQL and back, nothing changes and both have the same checksums', async () => {
    const [from, to, back] = [await source(), await postgresqlUrl(), sqliteUrl()]
    const there = await dbCopy(['--from', from, '--to', to])
    expect(there).toMatchObject({ code: 0, output: expect.stringContaining('\nEqual. ') })
    expect(checksums(there.output)?.length).toBeGreaterThanOrEqual(4)
    const again = await dbCopy(['--from', to, '--to', back])
    expect(again).toMatchObject({ code: 0, output: expect.stringContaining('\nEqual. ') })
    expect(checksums(again.output)).toEqual(checksums(there.output))
    const expected = {
      users: sorted(users),
      sessions: sorted(sessions),
      security_events: sorted(security_events),
      one_time_tokens: sorted(one_time_tokens),
      mails: sorted(mails),
    }
    expect(await contents(to)).toEqual(expected)
    expect(await contents(back)).toEqual(expected)
  })

  it.each([
    ['PostgreSQL', postgresqlUrl],
    ['SQLite', async () => sqliteUrl()],
  ])('to another %s, nothing changes, and a second move finds it all there', async (_, makeUrl) => {
    const first = await makeUrl()
    await dbCopy(['--from', await source(), '--to', first])
    const second = await makeUrl()
    expect(await dbCopy(['--from', first, '--to', second])).toMatchObject({ code: 0 })
    const again = await dbCopy(['--from', first, '--to', second])
    expect(again.code).toBe(0)
    expect(again.output).toContain(`users: ${users.length} rows were there already and stay`)
    expect(await contents(second)).toEqual(await contents(first))
  })

  it('from an empty database, it succeeds', async () => {
    const from = await migrated(sqliteUrl())
    const { code, output } = await dbCopy(['--from', from, '--to', await postgresqlUrl()])
    expect(code).toBe(0)
    expect(checksums(output)?.length).toBeGreaterThanOrEqual(4)
  })
})

describe.each([
  ['PostgreSQL', postgresqlUrl],
  ['SQLite', async () => sqliteUrl()],
])('when a target on %s is not empty', (_, makeUrl) => {
  it('rows that differ stay and are counted; --overwrite updates just those', async () => {
    const [from, to] = [await source(), await makeUrl()]
    await dbCopy(['--from', from, '--to', to])
    await query(to, "UPDATE users SET token_version = 7 WHERE id IN ('a', 'z')")
    await query(to, "UPDATE sessions SET user_agent = NULL WHERE id = 'session-1'")
    const changed = await contents(to)

    const kept = await dbCopy(['--from', from, '--to', to])
    expect(kept.code).toBe(1)
    expect(kept.output).toMatch(
      /not equal: users \(13 against 13 rows, 2 differing, which --overwrite would update\); sessions \(11 against 11 rows, 1 differing/,
    )
    expect(await contents(to)).toEqual(changed)

    const mended = await dbCopy(['--from', from, '--to', to, '--overwrite'])
    expect(mended.code).toBe(0)
    expect(mended.output).toContain('users: 2 rows differed and were overwritten.')
    expect(mended.output).toContain('sessions: 1 row differed and were overwritten.')
    expect(await contents(to)).toEqual(await contents(from))
  })

  it('rows that the source does not have stay and are counted, --overwrite or not', async () => {
    const [from, to, other] = [await source(), await makeUrl(), await migrated(sqliteUrl())]
    fill(other, { users: [userRow(STRANGER)] })
    await dbCopy(['--from', other, '--to', to])
    for (const more of [[], ['--overwrite']]) {
      const { code, output } = await dbCopy(['--from', from, '--to', to, ...more])
      expect(code).toBe(1)
      expect(output).toContain('users (13 against 14 rows, 1 only in the target).')
    }
    expect(await query(to, `SELECT id FROM users WHERE id = '${STRANGER}'`)).toHaveLength(1)
  })

  it('what is missing in its middle is copied', async () => {
    const [from, to] = [await source(), await makeUrl()]
    await dbCopy(['--from', from, '--to', to])
    await query(to, "DELETE FROM users WHERE id = 'a'")
    expect(await dbCopy(['--from', from, '--to', to])).toMatchObject({ code: 0 })
    expect(await contents(to)).toEqual(await contents(from))
  })

  it('and has the address under another id, it is refused with a sentence', async () => {
    const [from, to, other] = [await source(), await makeUrl(), await migrated(sqliteUrl())]
    fill(other, { users: [userRow('other', { email: 'a@example.com' })] })
    await dbCopy(['--from', other, '--to', to])
    const { code, output } = await dbCopy(['--from', from, '--to', to])
    expect(code).toBe(1)
    expect(output).toMatch(/\nThe target did not take rows of users: .*unique.*\n$/i)
  })
})

describe('when a move is refused, one line says why:', () => {
  const refused = async (from, to) => {
    const { code, output } = await dbCopy(['--from', from, '--to', to])
    expect(code).toBe(1)
    return output.trimEnd().split('\n').at(-1)
  }

  it('a missing source, which is not made', async () => {
    const from = sqliteUrl()
    const to = sqliteUrl()
    expect(await refused(from, to)).toMatch(/^There is no file .* to copy from\.$/)
    expect(existsSync(parseAddress(from).file)).toBe(false)
    expect(existsSync(parseAddress(to).file)).toBe(false)
  })

  it('the same on both sides, by whatever name', async () => {
    const from = await source()
    const link = join(folder, 'link.db')
    linkSync(parseAddress(from).file, link)
    expect(await refused(from, `file:${link}`)).toBe('Source and target are the same file.')
    const url = await postgresqlUrl()
    await dbCopy(['--from', from, '--to', url])
    expect(await refused(url, url.replace('127.0.0.1', 'localhost'))).toMatch(/same database/)
  })

  it('an unreachable server and a wrong password, which is not repeated', async () => {
    const from = await source()
    const away = await refused(from, 'postgres://me:s3cret-word@127.0.0.1:1/x')
    expect(away).toBe(
      'The target postgres://me@127.0.0.1:1/x cannot be reached: connect ECONNREFUSED 127.0.0.1:1.',
    )
    const wrong = new URL(await postgresqlUrl())
    wrong.password = 's3cret-word'
    const { code, output } = await dbCopy(['--from', from, '--to', wrong.href])
    expect(code).toBe(1)
    expect(output).toContain('password authentication failed')
    expect(output).not.toContain('s3cret-word')
  })

  it('a file that is no database, and one without the schema', async () => {
    const url = sqliteUrl()
    writeFileSync(parseAddress(url).file, 'This is a letter and no database. '.repeat(100))
    expect(await refused(url, sqliteUrl())).toMatch(/file is not a database\.$/)
    const bare = sqliteUrl()
    writeFileSync(parseAddress(bare).file, '')
    expect(await refused(bare, sqliteUrl())).toMatch(/holds no tables of the app\.$/)
  })

  it('another schema', async () => {
    const from = await source()
    await query(from, 'ALTER TABLE users ADD COLUMN nickname text')
    expect(await refused(from, await postgresqlUrl())).toMatch(
      /^Source and target differ: only the source has the column users\.nickname with text in it\. /,
    )
  })

  it('a source or a target that an app has open', async () => {
    const from = await source()
    const open = new Database(parseAddress(from).file)
    open.prepare('SELECT count(*) FROM users').get()
    expect(await refused(from, sqliteUrl())).toMatch(/is open in another process\. Stop the app/)
    expect(await refused(await source(), from)).toMatch(/is open in another process\. Stop the app/)
    open.close()

    const url = await postgresqlUrl()
    const app = new pg.Client({ connectionString: url, application_name: APPLICATION_NAME })
    await app.connect()
    expect(await refused(from, url)).toMatch(/^An app is connected to the target .* Stop the app/)
    await app.end()
    expect(await dbCopy(['--from', from, '--to', url])).toMatchObject({ code: 0 })
  })

  it('text that PostgreSQL cannot hold, and values of the wrong type', async () => {
    const nul = await source({ sessions: [sessionRow('nul', 'a', { user_agent: 'a\0b' })] })
    expect(await refused(nul, await postgresqlUrl())).toMatch(
      /^The target did not take rows of sessions: unsupported Unicode escape sequence/,
    )
    const wrong = await source()
    await query(wrong, "UPDATE users SET token_version = 'many' WHERE id = 'a'")
    expect(await refused(wrong, await postgresqlUrl())).toMatch(
      /^The column users\.token_version holds a value that is no integer\.$/,
    )
  })

  it('an option that does not exist', async () => {
    const { code, output } = await dbCopy(['--form', 'file:x.db'])
    expect(code).toBe(1)
    expect(output).toMatch(/^Unknown option '--form'/)
    expect(output.trimEnd()).not.toContain('\n')
  })
})

it('when a file is copied, it stays as it was', async () => {
  const from = await source()
  const copy = join(folder, 'before.db')
  copyFileSync(parseAddress(from).file, copy)
  await dbCopy(['--from', from, '--to', await postgresqlUrl()])
  expect(await contents(from)).toEqual(await contents(`file:${copy}`))
})
