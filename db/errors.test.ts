import { describe, expect, test } from 'vitest'
import { causeOf, isDatabaseAway } from './errors'

const withCode = (code: string, message = 'something') =>
  Object.assign(new Error(message), { code })
const query = (cause: Error) => new Error('Failed query: select …\nparams: h1$2b$…', { cause })

describe('a database that is busy or away', () => {
  test.each([
    ['SQLite is written by another process', 'SQLITE_BUSY'],
    ['SQLite reads an old snapshot', 'SQLITE_BUSY_SNAPSHOT'],
    ['a table is locked', 'SQLITE_LOCKED'],
    ['the disk is full', 'SQLITE_FULL'],
    ['the disk fails', 'SQLITE_IOERR_WRITE'],
    ['the disk has become read-only', 'SQLITE_READONLY'],
    ['no file can be opened', 'SQLITE_CANTOPEN'],
    ['the disk of the server fails', '58030'],
    ['a connection failure', '08006'],
    ['too many connections', '53300'],
    ['the disk is full', '53100'],
    ['an administrator shuts down', '57P01'],
    ['a crash', '57P02'],
    ['it is starting up', '57P03'],
    ['a statement took too long', '57014'],
    ['a lock took too long', '55P03'],
    ['the old primary after a failover', '25006'],
    ['a serialization failure', '40001'],
    ['a deadlock', '40P01'],
    ['nobody listens', 'ECONNREFUSED'],
    ['the connection broke', 'ECONNRESET'],
    ['the other side has gone', 'EPIPE'],
    ['no answer', 'ETIMEDOUT'],
    ['no such name', 'ENOTFOUND'],
    ['no name server', 'EAI_AGAIN'],
    ['no way to the machine', 'EHOSTUNREACH'],
    ['no network', 'ENETDOWN'],
  ])('%s: %s', (_, code) => {
    expect(isDatabaseAway(withCode(code))).toBe(true)
    expect(isDatabaseAway(query(withCode(code)))).toBe(true)
  })

  test.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Query read timeout',
    'timeout exceeded when trying to connect',
    'timeout expired',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
  ])('what the driver gives no code: %s', (message) => {
    expect(isDatabaseAway(query(new Error(message)))).toBe(true)
  })
})

describe('our own fault', () => {
  test.each(['23505', '42P01', '42703', '22021', '28P01', '3D000', 'SQLITE_CONSTRAINT_UNIQUE', ''])(
    'the code %j',
    (code) => {
      expect(isDatabaseAway(query(withCode(code)))).toBe(false)
    },
  )

  test.each([new Error('undefined is not a function'), 'a string', null, undefined, 5, {}])(
    '%s',
    (thrown) => {
      expect(isDatabaseAway(thrown)).toBe(false)
    },
  )

  test('words of a query do not make it the fault of the database', () => {
    const cause = withCode('42P01', 'relation "x" does not exist')
    const failed = new Error("Failed query: select 'Connection terminated'", { cause })
    expect(isDatabaseAway(failed)).toBe(false)
  })
})

test('the cause of a query error is the error of the driver, without the parameters', () => {
  const cause = withCode('23505', 'duplicate key')
  expect(causeOf(query(cause))).toBe(cause)
  expect(causeOf(cause)).toBe(cause)
  expect(causeOf('a string')).toBe('a string')
})
