import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createTabLock } from '../../lib/client/tab-lock'
import { createFakeBrowser, settle } from '../../lib/client/testing'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('when two tasks come, they run one at a time, in order', async () => {
  const { locks } = createFakeBrowser()
  const lock = createTabLock(() => locks)
  const log: string[] = []
  const first = lock(async () => {
    log.push('first starts')
    await settle()
    log.push('first ends')
    return 1
  })
  const second = lock(async () => {
    log.push('second')
    return 2
  })
  expect(await Promise.all([first, second])).toEqual([1, 2])
  expect(log).toEqual(['first starts', 'first ends', 'second'])
})

test('when another tab holds the lock, a task waits three seconds and runs without it', async () => {
  const { locks } = createFakeBrowser()
  const release = locks.hold()
  const task = vi.fn(async () => 'done')
  const result = createTabLock(() => locks)(task)
  await vi.advanceTimersByTimeAsync(2_999)
  expect(task).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(await result).toBe('done')
  expect(task).toHaveBeenCalledTimes(1)
  // Not stolen: it is the holder's still.
  expect(() => locks.hold()).toThrow('held already')
  release()
  expect(task).toHaveBeenCalledTimes(1)
})

test('when a task has the lock, it may take longer than the wait', async () => {
  const { locks } = createFakeBrowser()
  const task = vi.fn(() => new Promise((resolve) => setTimeout(() => resolve('late'), 10_000)))
  const result = createTabLock(() => locks)(task)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await result).toBe('late')
  expect(task).toHaveBeenCalledTimes(1)
})

test('when a task fails, it is not run again', async () => {
  const { locks } = createFakeBrowser()
  const task = vi.fn(() => Promise.reject(new Error('no')))
  await expect(createTabLock(() => locks)(task)).rejects.toThrow('no')
  expect(task).toHaveBeenCalledTimes(1)
})

test('when the lock is stolen, the task runs on, once, and its outcome counts', async () => {
  let takeAway = (_reason: unknown) => {}
  const fragile = {
    request<T>(_name: string, _options: unknown, held: () => Promise<T>): Promise<T> {
      void held()
      return new Promise((_resolve, reject) => {
        takeAway = reject
      })
    },
  }
  let finish = (_value: string) => {}
  const task = vi.fn(
    () =>
      new Promise<string>((resolve) => {
        finish = resolve
      }),
  )
  const result = createTabLock(() => fragile)(task)
  takeAway(new DOMException('Stolen.', 'AbortError'))
  await settle()
  finish('done')
  expect(await result).toBe('done')
  expect(task).toHaveBeenCalledTimes(1)
})

test('when there are no locks, or the browser refuses one, the task runs', async () => {
  expect(await createTabLock(() => undefined)(async () => 1)).toBe(1)
  const refusing = {
    request: () => Promise.reject(new DOMException('Not here.', 'SecurityError')),
  }
  expect(await createTabLock(() => refusing)(async () => 2)).toBe(2)
})

test('when a task is done, no timer is left', async () => {
  const { locks } = createFakeBrowser()
  await createTabLock(() => locks)(async () => 1)
  expect(vi.getTimerCount()).toBe(0)
})
