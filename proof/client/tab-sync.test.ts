import { expect, test, vi } from 'vitest'
import { createTabSync, readMessage } from '../../lib/client/tab-sync'

test.each([
  [{ type: 'signed-in', userId: 'user-1' }],
  [{ type: 'signed-out' }],
  [{ type: 'check', reason: 'token-reuse' }],
  [{ type: 'check', reason: 'ended-elsewhere' }],
])('understands %j', (message) => {
  expect(readMessage(message)).toEqual(message)
})

test.each([
  [undefined],
  [null],
  ['signed-out'],
  [[]],
  [{}],
  [{ type: 'signed-up' }],
  [{ type: ['signed-out'] }],
  [{ type: 'signed-out', userId: 'user-1' }],
  [{ type: 'check' }],
  [{ type: 'check', reason: 'because' }],
  [{ type: 'check', reason: 'token-reuse', token: 'a.b.c' }],
  [{ type: 'signed-in' }],
  [{ type: 'signed-in', userId: '' }],
  [{ type: 'signed-in', userId: 7 }],
  [{ type: 'signed-in', userId: 'x'.repeat(129) }],
  [{ type: 'signed-in', userId: 'user-1', accessToken: 'a.b.c' }],
  [{ type: 'signed-in', other: 'user-1' }],
])('drops %j', (data) => {
  expect(readMessage(data)).toBeNull()
})

test('passes on what it understands and drops the rest', () => {
  const { port1, port2 } = createPair()
  const hear = vi.fn()
  createTabSync(() => port1).open(hear)
  port2.postMessage({ type: 'signed-out' })
  port2.postMessage({ type: 'steal' })
  expect(hear.mock.calls).toEqual([[{ type: 'signed-out' }]])
})

test('closes its channel, and opens a new one the next time', () => {
  const opened: { closed: boolean }[] = []
  const tabs = createTabSync(() => {
    const channel = {
      closed: false,
      postMessage: () => {},
      addEventListener: () => {},
      close() {
        channel.closed = true
      },
    }
    opened.push(channel)
    return channel
  })
  tabs.open(() => {})
  tabs.close()
  tabs.open(() => {})
  expect(opened.map((channel) => channel.closed)).toEqual([true, false])
})

test('says nothing, and breaks nothing, where there is no channel', () => {
  const tabs = createTabSync(() => null)
  tabs.open(() => {})
  tabs.tell({ type: 'signed-out' })
  tabs.close()
  tabs.tell({ type: 'signed-out' })
})

function createPair() {
  const make = () => {
    const listeners: ((event: { data: unknown }) => void)[] = []
    return {
      listeners,
      addEventListener: (_type: 'message', listener: (event: { data: unknown }) => void) => {
        listeners.push(listener)
      },
      close: () => {},
    }
  }
  const [a, b] = [make(), make()]
  const towards = (other: typeof a) => (data: unknown) => {
    for (const listener of other.listeners) listener({ data })
  }
  return { port1: { ...a, postMessage: towards(b) }, port2: { ...b, postMessage: towards(a) } }
}
