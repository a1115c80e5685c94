import { expect, test } from 'vitest'
import { causeOf, isDatabaseAway } from '../../db/errors'

const withCode = (code: string, message = 'something') =>
  Object.assign(new Error(message), { code })
const query = (cause: Error) => new Error('Failed query: select …\nparams: h1$2b$…', { cause })

const AWAY = `SQLITE_BUSY SQLITE_BUSY_SNAPSHOT SQLITE_LOCKED SQLITE_FULL SQLITE_IOERR_WRITE SQLITE_READONLY
  SQLITE_CANTOPEN 58030 08006 53300 53100 57P01 57P02 57P03 57014 55P03 25006 40001 40P01 ECONNREFUSED
  ECONNRESET EPIPE ETIMEDOUT ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETDOWN`

test.each(AWAY.split(/\s+/))('when the code is %s, the database is busy or away', (code) => {
  expect(isDatabaseAway(withCode(code))).toBe(true)
  expect(isDatabaseAway(query(withCode(code)))).toBe(true)
})

test.each([
  'Connection terminated unexpectedly',
  'Query read timeout',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Client was closed and is not queryable',
])('when the driver gives no code and says "%s", the database is away', (message) => {
  expect(isDatabaseAway(query(new Error(message)))).toBe(true)
})

test.each(['23505', '42P01', '42703', '22021', '28P01', '3D000', 'SQLITE_CONSTRAINT_UNIQUE', ''])(
  'when the code is %j, it is a fault of ours',
  (code) => {
    // The words of a query do not make it the fault of the database.
    const cause = withCode(code, 'relation "x" does not exist')
    const failed = new Error("Failed query: select 'Connection terminated'", { cause })
    expect(isDatabaseAway(failed)).toBe(false)
  },
)

test.each([new Error('undefined is not a function'), 'a string', null, undefined, 5, {}])(
  'when %s is thrown, it is a fault of ours',
  (thrown) => {
    expect(isDatabaseAway(thrown)).toBe(false)
  },
)

test('when a query fails, its cause is the error of the driver, without the parameters', () => {
  const cause = withCode('23505', 'duplicate key')
  expect(causeOf(query(cause))).toBe(cause)
  expect(causeOf(cause)).toBe(cause)
  expect(causeOf('a string')).toBe('a string')
})
