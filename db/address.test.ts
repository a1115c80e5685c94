import { expect, test, vi } from 'vitest'
import { readAddress, withTls } from './address.mjs'
import { connectionOptions } from './postgresql-options.mjs'

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
