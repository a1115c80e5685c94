import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { completeUrl, isThere, parseAddress } from '../../scripts/lib/address.mjs'

describe('parseAddress', () => {
  it.each([
    ['file:./data/x.db', resolve('data/x.db')],
    ['file:/var/lib/x.db', '/var/lib/x.db'],
    ['file:///var/lib/x.db', '/var/lib/x.db'],
  ])('when the address is %s, the file is that of the app', (url, file) => {
    expect(parseAddress(url, '--from')).toEqual({ kind: 'sqlite', label: url, file })
  })

  it('when a URL has a password and parameters, the label has neither', () => {
    const url = 'postgres://me:s%23cret@db.example.com/app?sslmode=verify-full'
    expect(parseAddress(`${url}&pgbouncer=true&pool_size=5`, '--to')).toMatchObject({
      kind: 'postgresql',
      label: 'postgres://me@db.example.com/app',
      host: 'db.example.com',
      password: 's#cret',
      tls: 'verify-full',
    })
  })

  it.each([undefined, '', 'file:', 'data/x.db', 'mysql://localhost/x', 'postgres:'])(
    'when the address is %s, refuses it',
    (url) => {
      expect(() => parseAddress(url, '--to')).toThrow(/^--to must (start with|name a file)/)
    },
  )

  it('when it is no URL, refuses it without repeating it', () => {
    expect(() => parseAddress('postgres://me:s#cret@[::/x', '--from')).toThrow(
      /^--from has a "#".* Write it as %23/,
    )
  })

  it('when it is on another machine, refuses it unless a setting says how to reach it', () => {
    const far = 'postgres://me:secret@db.example.com/app'
    expect(() => parseAddress(far, '--to')).toThrow(/^--to leads to another machine/)
    expect(() => parseAddress('postgres://127.evil.example/app', '--to')).toThrow(/another machine/)
    expect(parseAddress(`${far}?sslmode=disable`, '--to').kind).toBe('postgresql')
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      expect(parseAddress(`postgres://me:secret@${host}/app`, '--to').kind).toBe('postgresql')
    }
  })

  it('when the app refuses it, so does the command: two readers would check one host and connect to another', () => {
    for (const query of [
      'sslmode=',
      'sslmode=verify-full&sslmode=disable',
      'host=db.evil.example',
    ]) {
      expect(
        () => parseAddress(`postgres://me:secret@localhost/app?${query}`, '--to'),
        query,
      ).toThrow(/^--to has/)
    }
  })
})

describe('completeUrl', () => {
  const far = 'postgres://me:secret@db.example.com/app'

  it('when DATABASE_SSL is set, it counts for the database of DATABASE_URL and no other', () => {
    const environment = { DATABASE_URL: far, DATABASE_SSL: 'no-verify' }
    const complete = completeUrl(far, environment)
    expect(parseAddress(complete, '--from')).toMatchObject({ tls: 'no-verify' })
    expect(completeUrl(`${far}2`, environment)).toBe(`${far}2`)
    expect(completeUrl(undefined, {})).toBeUndefined()
  })

  it('when the URL and a setting contradict, refuses them by the name of the setting', () => {
    const url = `${far}?sslmode=disable`
    expect(() => completeUrl(url, { DATABASE_URL: url, DATABASE_SSL: 'no-verify' })).toThrow(
      /^DATABASE_SSL differs/,
    )
  })
})

it('when a file may not be read, the sentence does not call it missing', () => {
  const here = fileURLToPath(import.meta.url)
  expect(isThere(here)).toBe(true)
  expect([isThere(`${here}.db`), isThere(`${here}/x.db`)]).toEqual([false, false])
  // Root may read everything, so the system's refusal is made by hand.
  const denied = () => {
    throw Object.assign(new Error('denied'), { code: 'EACCES' })
  }
  expect(() => isThere('/data/x.db', denied)).toThrow(
    '/data/x.db cannot be read (EACCES). Run this as the user that the app runs as.',
  )
})
