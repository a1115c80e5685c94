/** Runs alone: it emits SIGTERM, and what another file has hooked to it would end the worker. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Db } from '../../db/client'
import * as purging from '../../lib/auth/purge'
import { log } from '../../lib/log/log'
import { purgeHourly } from '../../lib/purge-timer'

vi.mock('../../lib/auth/purge', () => ({ purge: vi.fn() }))
const purge = vi.mocked(purging.purge)
const connection = { db: {} as Db, now: () => 5 }
const config = { emailVerification: 'optional' } as const
const HOUR = 3_600_000

beforeEach(() => {
  log.level = 'silent'
  vi.useFakeTimers()
  purge
    .mockReset()
    .mockResolvedValue({ sessions: 0, tokens: 0, limits: 0, events: 0, mails: 0, accounts: 0 })
})
afterEach(() => {
  process.removeAllListeners('SIGTERM')
  vi.useRealTimers()
})

test('when the app starts, it purges at once, and about an hour after each time', async () => {
  purgeHourly(connection, config)
  expect(purge).toHaveBeenCalledExactlyOnceWith(
    { db: connection.db, config, now: 5 },
    expect.anything(),
  )
  await vi.advanceTimersByTimeAsync(HOUR - 1)
  expect(purge).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(HOUR / 6)
  expect(purge).toHaveBeenCalledTimes(2)
})

test('when a purge fails, it is tried again soon', async () => {
  const warn = vi.spyOn(log, 'warn')
  purge.mockRejectedValueOnce(new Error('a fault of ours'))
  purgeHourly(connection, config)
  await vi.advanceTimersByTimeAsync(15_000)
  expect(purge).toHaveBeenCalledTimes(2)
  expect(warn).toHaveBeenCalledOnce()
  await vi.advanceTimersByTimeAsync(HOUR / 2)
  expect(purge).toHaveBeenCalledTimes(2)
})

test('when SIGTERM comes, it stops between its steps, and stays stopped', async () => {
  purgeHourly(connection, config)
  const [, signal] = purge.mock.calls[0] ?? []
  expect(signal?.aborted).toBe(false)
  process.emit('SIGTERM')
  expect(signal?.aborted).toBe(true)
  purgeHourly(connection, config)
  process.emit('SIGTERM')
  await vi.advanceTimersByTimeAsync(3 * HOUR)
  expect(purge).toHaveBeenCalledTimes(2)
})

test('when rows are deleted, their number is logged', async () => {
  const info = vi.spyOn(log, 'info')
  purge.mockResolvedValueOnce({
    sessions: 3,
    tokens: 0,
    limits: 0,
    events: 4,
    mails: 0,
    accounts: 0,
  })
  purgeHourly(connection, config)
  await vi.advanceTimersByTimeAsync(2 * HOUR)
  expect(info.mock.calls).toEqual([
    [{ event: 'purged', sessions: 3, tokens: 0, limits: 0, events: 4, mails: 0, accounts: 0 }],
  ])
})
