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

  it('when another server holds a port on every address, it is taken', async () => {
    const port = await listen('0.0.0.0')
    expect(await portState('127.0.0.1', port)).toBe('taken')
  })

  it('when an address is not of this machine, it is no such address', async () => {
    const port = await listen('127.0.0.1')
    expect(await portState('192.0.2.1', port)).toBe('no-such-address')
  })
})

describe('portSentence', () => {
  it('when a port cannot be had, says what to type', () => {
    expect(portSentence('taken', '127.0.0.1', 3000, 'PORT=3001')).toMatch(/example: PORT=3001$/)
  })
})
