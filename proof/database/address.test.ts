import { Client } from 'pg'
import { expect, test } from 'vitest'
import { readAddress, withTls } from '../../db/address.mjs'
import { connectionOptions } from '../../db/postgresql-options.mjs'

const FAR = 'postgres://me:s3cret@db.example.com/app'
const problemOf = (url: string) => {
  const address = readAddress(url)
  return address.kind === 'problem' ? address.message : undefined
}

const driverOptions = (url: string) => {
  const address = readAddress(url)
  if (address.kind !== 'postgresql') throw new Error(`Refused: ${url}`)
  return connectionOptions(address)
}

test('when a parameter would lead elsewhere than the host that was checked, it is refused', () => {
  for (const query of [
    'host=db.evil.example',
    'host=/tmp',
    'hostaddr=203.0.113.7',
    'port=1',
    'user=you',
    'password=s3cret',
    'dbname=other',
    'service=other',
  ]) {
    expect(problemOf(`postgres://me:s3cret@localhost/app?${query}`), query).toBeTypeOf('string')
  }
})

test('when a host only looks like this machine, it has to say how to get there', () => {
  for (const host of [
    '127.evil.example',
    '127.0.0.300',
    '127.1',
    'db.localhost',
    '[::2]',
    'localhost.example',
    '10.0.0.1',
  ]) {
    expect(problemOf(`postgres://me@${host}/app`), host).toMatch(/another machine/)
  }
  for (const host of ['localhost', '127.0.0.1', '127.9.8.7', '[::1]']) {
    expect(driverOptions(`postgres://me@${host}/app`).ssl, host).toBe(false)
  }
})

test('when several hosts or strange ones are named, the URL is refused', () => {
  for (const host of ['a,b', 'local%20host', 'a%00b']) {
    expect(problemOf(`postgres://me@${host}/app?sslmode=verify-full`), host).toBeTypeOf('string')
  }
})

test('when a certificate authority is given, it is used, and the server is verified', () => {
  const ca = '-----BEGIN CERTIFICATE-----\\nabc'
  expect(driverOptions(`${FAR}?sslrootcert=${encodeURIComponent(ca)}`).ssl).toEqual({
    rejectUnauthorized: true,
    ca: '-----BEGIN CERTIFICATE-----\nabc',
  })
  expect(driverOptions(`${FAR}?sslmode=verify-full&sslrootcert=system`).ssl).toEqual({
    rejectUnauthorized: true,
  })
  expect(() => driverOptions(`${FAR}?sslrootcert=/nowhere/ca.pem`)).toThrow(/ENOENT/)
})

test('when a URL names a socket, it is read as libpq reads it', () => {
  for (const url of [
    'postgres://me@%2Fvar%2Frun%2Fpostgresql/app',
    'postgres://me@/app?host=/var/run/postgresql',
    'postgres:///app?host=%2Fvar%2Frun%2Fpostgresql',
  ]) {
    expect(driverOptions(url), url).toMatchObject({
      host: '/var/run/postgresql',
      database: 'app',
      ssl: false,
    })
  }
})

test('when the driver can read a URL as well, both agree where it leads', () => {
  for (const url of [
    `${FAR}?sslmode=verify-full`,
    'postgres://m%40e:p%3Aw%2Fd@localhost:6543/a%20b',
    'postgresql://me@[::1]/app',
    'postgres://me@%2Fvar%2Frun%2Fpostgresql/app',
  ]) {
    const theirs = new Client({ connectionString: url })
    expect(driverOptions(url), url).toMatchObject({
      host: theirs.host,
      port: theirs.port,
      user: theirs.user,
      database: theirs.database,
    })
  }
})

test('when pool_size is no number of connections, the URL is refused', () => {
  for (const size of ['0', '-1', '1.5', 'many', '1001', '']) {
    expect(problemOf(`postgres://localhost/app?pool_size=${size}`), size).toMatch(/pool_size/)
  }
})

test('when both say something else, or the setting is none, DATABASE_SSL is named', () => {
  expect(withTls(`${FAR}?sslmode=disable`, { ssl: 'verify-full' })).toMatchObject({
    name: 'DATABASE_SSL',
  })
  expect(withTls(`${FAR}?sslrootcert=/a`, { ca: '/b' })).toMatchObject({ name: 'DATABASE_CA' })
  expect(withTls(FAR, { ssl: 'prefer' })).toMatchObject({ name: 'DATABASE_SSL' })
  expect(withTls(`${FAR}?sslmode=disable`, { ssl: 'disable' })).toHaveProperty('url')
})

test('when the database is a file, DATABASE_SSL and DATABASE_CA are refused', () => {
  expect(withTls('file:x.db', { ssl: 'verify-full' })).toMatchObject({ name: 'DATABASE_SSL' })
  expect(withTls('file:x.db', { ca: './ca.pem' })).toMatchObject({ name: 'DATABASE_CA' })
  expect(withTls('file:x.db', {})).toEqual({ url: 'file:x.db' })
})

test('when the URL has a fragment, what is set is not lost behind it: the URL is refused', () => {
  for (const end of ['#x', '#', '?sslmode=disable#x', '#?sslmode=disable']) {
    const complete = withTls(`postgres://me:s3cret@localhost/app${end}`, { ssl: 'disable' })
    if (!('url' in complete)) throw new Error(complete.message)
    expect(problemOf(complete.url), end).toMatch(/#/)
    expect(problemOf(complete.url), end).not.toContain('s3cret')
  }
})
