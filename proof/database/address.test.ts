import { Client } from 'pg'
import { expect, test, vi } from 'vitest'
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

test('when a URL does not say how to get to another machine, or says it badly, it is refused', () => {
  for (const query of [
    '',
    '?sslmode=',
    '?sslmode=prefer',
    '?sslmode=allow',
    '?sslmode=VERIFY-FULL',
    '?sslmode=verify-full&sslmode=disable',
    '?sslmode=disable&sslmode=verify-full',
    '?sslmode=verify-full&ssl=false',
    '?sslmode=verify-full&uselibpqcompat=true',
    '?sslmode=verify-full&sslnegotiation=postgres',
    '?sslmode=verify-full&gssencmode=prefer',
    '?SSLMODE=verify-full',
    '?ssl=true',
    '#sslmode=verify-full',
  ]) {
    expect(problemOf(FAR + query), query).toBeTypeOf('string')
    expect(problemOf(FAR + query), query).not.toContain('s3cret')
  }
})

test('when a URL names everything, the driver gets exactly that, whatever the environment says', () => {
  vi.stubEnv('PGHOST', 'db.evil.example')
  vi.stubEnv('PGSSLMODE', 'disable')
  expect(
    driverOptions(`${FAR}?sslmode=verify-full&options=endpoint%3Dx&channel_binding=require`),
  ).toEqual({
    host: 'db.example.com',
    port: 5432,
    user: 'me',
    password: 's3cret',
    database: 'app',
    ssl: { rejectUnauthorized: true },
    options: 'endpoint=x',
    enableChannelBinding: true,
  })
})

test('when sslmode is set, it is one of three things', () => {
  const ssl = (mode: string) => driverOptions(`${FAR}?sslmode=${mode}`).ssl
  expect(ssl('disable')).toBe(false)
  expect(ssl('no-verify')).toEqual({ rejectUnauthorized: false })
  for (const mode of ['require', 'verify-ca', 'verify-full']) {
    expect(ssl(mode), mode).toEqual({ rejectUnauthorized: true })
  }
})

test('when a label is shown, it has no password and no parameters', () => {
  const labels = [`${FAR}?sslmode=verify-full&options=s3cret`, 'postgres://me:s3cret@%2Ftmp/app']
  expect(
    labels.map((url) => readAddress(url)).map((address) => 'label' in address && address.label),
  ).toEqual(['postgres://me@db.example.com/app', 'postgres://me@/tmp/app'])
})

test('when a file URL has parameters, another machine or no name, it is refused', () => {
  for (const url of [
    'file:./x.db?mode=rwc',
    'file:x#y',
    'file::memory:',
    'file://',
    'file://host/x.db',
    'file:',
    'file:./x\0.db',
    'file:./x\n.db',
    'postgres://me@local\nhost/app',
  ]) {
    expect(problemOf(url), url).toBeTypeOf('string')
  }
  for (const url of ['file:.', 'file:..', 'file:./', 'file:/tmp/', 'file:///tmp/', 'file:./a/..']) {
    expect(problemOf(url), url).toMatch(/^names a folder/)
  }
  for (const [url, path] of [
    ['file:./data/x.db', './data/x.db'],
    ['file:x.db', 'x.db'],
    ['file:./a/.db', './a/.db'],
    ['file:/var/lib/x.db', '/var/lib/x.db'],
    ['file:///var/lib/x.db', '/var/lib/x.db'],
  ] as const) {
    expect(readAddress(url)).toEqual({ kind: 'sqlite', label: url, path })
  }
})

test('when the URL does not say how to get there, DATABASE_SSL and DATABASE_CA do', () => {
  const complete = withTls(FAR, { ssl: 'verify-full', ca: '-----BEGIN X-----\n+/=' })
  if (!('url' in complete)) throw new Error(complete.message)
  expect(driverOptions(complete.url)).toMatchObject({
    host: 'db.example.com',
    ssl: { rejectUnauthorized: true, ca: '-----BEGIN X-----\n+/=' },
  })
})
