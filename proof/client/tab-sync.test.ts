import { expect, test, vi } from 'vitest'
import { createTabSync, readMessage } from '../../lib/client/tab-sync'

test.each([
  [{ type: 'signed-in', userId: 'user-1' }],
  [{ type: 'signed-out' }],
  [{ type: 'check', reason: 'token-reuse' }],
  [{ type: 'check', reason: 'ended-elsewhere' }],
])('when a message is %j, it is taken', (message) => {
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
])('when a message is %j, it is dropped', (data) => {
  expect(readMessage(data)).toBeNull()
})

test('when messages come, the known ones are passed on and the others dropped', () => {
  const { port1, port2 } = createPair()
  const hear = vi.fn()
  createTabSync(() => port1).open(hear)
  port2.postMessage({ type: 'signed-out' })
  port2.postMessage({ type: 'steal' })
  expect(hear.mock.calls).toEqual([[{ type: 'signed-out' }]])
})

test('when it is closed and opened again, it has a new channel', () => {
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

test('when there is no channel, nothing is sent and nothing fails', () => {
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
