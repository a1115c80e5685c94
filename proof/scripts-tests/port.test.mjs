import net from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { portSentence, portState } from '../../scripts/lib/port.mjs'

let server
const listen = (host) =>
  new Promise((resolve) => {
    server = net.createServer().listen({ host, port: 0 }, () => resolve(server.address().port))
  })
afterEach(() => new Promise((resolve) => server.close(resolve)))

describe('portState', () => {
  it('when a port is taken, does not call it free', async () => {
    const port = await listen('127.0.0.1')
    expect(await portState('127.0.0.1', port)).toBe('taken')
    await new Promise((resolve) => server.close(resolve))
    expect(await portState('127.0.0.1', port)).toBe('free')
  })

  it('calls a port taken that another server holds on every address', async () => {
    const port = await listen('0.0.0.0')
    expect(await portState('127.0.0.1', port)).toBe('taken')
  })

  it('knows an address that is not of this machine', async () => {
    const port = await listen('127.0.0.1')
    expect(await portState('192.0.2.1', port)).toBe('no-such-address')
  })
})

describe('portSentence', () => {
  it('says what to type', () => {
    expect(portSentence('taken', '127.0.0.1', 3000, 'PORT=3001')).toMatch(/example: PORT=3001$/)
  })
})
