import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileSettings } from '../../lib/config/env-files.mjs'
import { addressMismatch, listenSettings, localUrl } from '../../scripts/lib/settings.mjs'

const machine = 'box.example.com'
const listen = (environment, files = {}) => listenSettings(environment, files, machine)

describe('listenSettings', () => {
  it('when nothing is set, listens on loopback, so that plain http stays on this machine', () => {
    expect(listen({})).toEqual({ host: '127.0.0.1', port: 3000, processes: 1 })
    expect(listen({}, { APP_URL: 'http://localhost:3000' }).host).toBe('127.0.0.1')
  })

  it('when APP_URL is https, listens everywhere', () => {
    expect(listen({ APP_URL: 'https://app.example.com' }).host).toBe('0.0.0.0')
    expect(listen({}, { APP_URL: 'https://app.example.com' }).host).toBe('0.0.0.0')
  })

  it('when HOSTNAME is in the environment and a file, takes that of the environment', () => {
    expect(listen({ HOSTNAME: '0.0.0.0' }).host).toBe('0.0.0.0')
    expect(listen({ HOSTNAME: '0.0.0.0' }, { HOSTNAME: '::1' }).host).toBe('0.0.0.0')
    expect(listen({}, { HOSTNAME: '::1' }).host).toBe('::1')
  })

  it.each(['box.example.com', 'box'])(
    'when a shell exports the machine name %s, ignores it',
    (name) => {
      expect(listen({ HOSTNAME: name }).host).toBe('127.0.0.1')
      expect(listen({ HOSTNAME: name }, { HOSTNAME: '::1' }).host).toBe('::1')
    },
  )

  it('when a file has the machine name, takes it: it was written on purpose', () => {
    expect(listen({ HOSTNAME: 'box' }, { HOSTNAME: 'box' }).host).toBe('box')
  })

  it('when PORT is in the environment, prefers it, and refuses what is no port', () => {
    expect(listen({ PORT: '3001' }, { PORT: '3002' }).port).toBe(3001)
    expect(listen({}, { PORT: '3002' }).port).toBe(3002)
    for (const PORT of ['0', '65536', 'http', '-1', '3000 ']) {
      expect(listen({ PORT }).problem).toMatch(/^PORT must be/)
    }
  })
})

describe('when WEB_CONCURRENCY is set', () => {
  it('so many processes serve, by the environment before a file', () => {
    expect(listen({ WEB_CONCURRENCY: '4' }, { WEB_CONCURRENCY: '2' }).processes).toBe(4)
    expect(listen({}, { WEB_CONCURRENCY: '64' }).processes).toBe(64)
    expect(listen({ WEB_CONCURRENCY: '' }).processes).toBe(1)
  })

  it.each(['0', '65', '-1', '1.5', 'auto', '2 '])('to %j, it is refused', (WEB_CONCURRENCY) => {
    expect(listen({ WEB_CONCURRENCY }).problem).toMatch(/^WEB_CONCURRENCY must be/)
  })
})

describe('fileSettings', () => {
  let root
  beforeEach(() => {
    root = join(mkdtempSync(join(tmpdir(), 'app-settings-')), '/')
  })
  afterEach(() => rmSync(root, { recursive: true }))

  it('when there are several files, reads them in the order of their strength', () => {
    writeFileSync(`${root}.env`, 'PORT=1\nAPP_URL=http://localhost:1\n# PORT=9\n')
    writeFileSync(`${root}.env.production`, 'PORT=2\n')
    writeFileSync(`${root}.env.local`, 'PORT="3"\n')
    const expected = { PORT: '3', APP_URL: 'http://localhost:1' }
    expect(fileSettings(root, 'production')).toEqual(expected)
    writeFileSync(`${root}.env.production.local`, 'PORT=4\n')
    expect(fileSettings(root, 'production').PORT).toBe('4')
    expect(fileSettings(root, 'development').PORT).toBe('3')
  })

  it('when there are no files, is empty', () => {
    expect(fileSettings(root, 'production')).toEqual({})
  })
})

describe('localUrl', () => {
  it.each([
    ['127.0.0.1', 'http://localhost:3000'],
    ['0.0.0.0', 'http://localhost:3000'],
    ['192.0.2.7', 'http://192.0.2.7:3000'],
    ['2001:db8::7', 'http://[2001:db8::7]:3000'],
  ])('when the host is %s, is %s', (host, url) => {
    expect(localUrl(host, 3000)).toBe(url)
  })
})

describe('addressMismatch', () => {
  const said = (appUrl, host = '127.0.0.1', port = 3000) => addressMismatch({ host, port, appUrl })

  it('when a plain-http APP_URL names another port, warns', () => {
    expect(said('http://localhost:3000', '127.0.0.1', 3001)).toMatch(/listens on port 3001/)
    expect(said('http://localhost')).toMatch(/listens on port 3000/)
  })

  it('when the server listens where APP_URL does not lead, warns', () => {
    expect(said(undefined, '192.168.1.5')).toMatch(
      /^HOSTNAME is 192\.168\.1\.5 .*localhost:3000 alone/,
    )
    expect(said('http://localhost:3000', 'box.example')).toMatch(/^HOSTNAME is box\.example /)
    expect(said('http://127.0.0.1:3000', '::1')).toMatch(/does not lead there/)
    expect(said('http://[::1]:3000', '127.0.0.1')).toMatch(/does not lead there/)
  })

  it('when other machines reach a server that only this one can sign in to, warns', () => {
    for (const host of ['0.0.0.0', '::']) {
      expect(said(undefined, host)).toMatch(/set APP_URL to the https origin/)
    }
  })

  it('when they agree, nothing is set, or a proxy is in front, is silent', () => {
    expect(said('http://localhost:3000')).toBeNull()
    expect(said('http://localhost:3000', '::1')).toBeNull()
    expect(said('http://127.0.0.1:3000')).toBeNull()
    expect(said('http://[::1]:3000', '::1')).toBeNull()
    expect(said('http://127.0.0.1:3000', 'localhost')).toBeNull()
    expect(said(undefined)).toBeNull()
    expect(said(undefined, 'localhost', 3001)).toBeNull()
    expect(said('https://app.example.com', '192.168.1.5')).toBeNull()
    expect(said('http:not a url')).toBeNull()
  })
})
