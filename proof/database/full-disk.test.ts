import { expect, test } from 'vitest'
import { isDatabaseAway, isNotWritable } from '../../db/errors'
import { pingDatabase } from '../../db/health'
import { addUser, temporarySqlite } from '../../db/testing'
import { findUserByEmail } from '../../db/users'

test('when SQLite has no room, writing fails as busy, reading goes on, and room mends it', async () => {
  const { db, native } = await temporarySqlite()
  const { email } = await addUser(db)
  const pages = native.pragma('page_count', { simple: true })
  native.pragma(`max_page_count = ${pages}`)
  const large = { passwordHash: 'x'.repeat(100_000) }
  const error = await addUser(db, large).catch((thrown: unknown) => thrown)
  expect(isDatabaseAway(error)).toBe(true)
  expect(isNotWritable(error)).toBe(true)
  expect(await findUserByEmail(db, email)).toMatchObject({ email })
  await pingDatabase(db)
  native.pragma('max_page_count = 1000000')
  await addUser(db, large)
})
