import { expect, test } from 'vitest'
import { isPostgresql } from '../../db/dialect'
import { readSession } from '../../lib/auth/sessions/read-session'
import { DAY, START, scene } from '../../lib/auth/testing'

const { at, change, person, signIn, url } = await scene()

/** SQLite keeps text in any column; beyond the last time of a Date both keep a number. */
const WRONG = [8_640_000_000_000_001, ...(isPostgresql(url) ? [] : ['x'])] as number[]

test.each(['idleExpiresAt', 'absoluteExpiresAt', 'authenticatedAt', 'rotatedAt'] as const)(
  'when %s is no time, the session is not read, and does not live on for ever',
  async (column) => {
    const { id, claims } = await signIn(await person())
    for (const value of WRONG) {
      await change(id, { [column]: value })
      const read = readSession(at(START + 90 * DAY), claims)
      await expect(read, String(value)).rejects.toThrow(/^A row is corrupt: .* is no time$/)
    }
    await change(id, { [column]: START })
    expect(await readSession(at(START + 90 * DAY), claims)).toMatchObject({ ok: false })
  },
)
