import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAddress } from './address.mjs'

describe('parseAddress', () => {
  it.each([
    ['file:./data/x.db', resolve('data/x.db')],
    ['file:/var/lib/x.db', '/var/lib/x.db'],
    ['file:///var/lib/x.db', '/var/lib/x.db'],
  ])('reads %s as the app does', (url, file) => {
    expect(parseAddress(url, '--from')).toEqual({ kind: 'sqlite', label: url, file })
  })

  it('names a server without its password and parameters, and drops what is only ours', () => {
    const url = 'postgres://me:s%23cret@db.example.com/app?sslmode=verify-full&password=s%23cret'
    expect(parseAddress(`${url}&pgbouncer=true&pool_size=5`, '--to')).toEqual({
      kind: 'postgresql',
      label: 'postgres://me@db.example.com/app',
      connectionString: url,
    })
  })

  it.each([undefined, '', 'file:', 'data/x.db', 'mysql://localhost/x', 'postgres:'])(
    'refuses %s',
    (url) => {
      expect(() => parseAddress(url, '--to')).toThrow(/^--to must be a database URL/)
    },
  )

  it('refuses what is no URL, without repeating it', () => {
    expect(() => parseAddress('postgres://me:s#cret@[::/x', '--from')).toThrow(
      /^--from is not a URL\. Percent-encode/,
    )
  })

  it('refuses another machine unless told how to get there', () => {
    const far = 'postgres://me:secret@db.example.com/app'
    expect(() => parseAddress(far, '--to')).toThrow(/^--to leads to another machine/)
    expect(() => parseAddress('postgres://127.evil.example/app', '--to')).toThrow(/another machine/)
    expect(parseAddress(`${far}?sslmode=disable`, '--to').kind).toBe('postgresql')
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      expect(parseAddress(`postgres://me:secret@${host}/app`, '--to').kind).toBe('postgresql')
    }
  })
})
