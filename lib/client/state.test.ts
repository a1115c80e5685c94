import { expect, test, vi } from 'vitest'
import { ada, ben } from '../contract/testing'
import { createState, firstState } from './state'

test('when a page starts, its state is what the server rendered', () => {
  expect(firstState(null)).toEqual({
    status: 'signed-out',
    user: null,
    endReason: null,
    endedBefore: false,
    connection: 'ok',
    signOutStatus: 'none',
  })
  expect(firstState(ada)).toMatchObject({ status: 'signed-in', user: ada })
  expect(firstState(undefined)).toMatchObject({ status: 'unknown', user: null })
})

test('when a member changes, there is one new snapshot, and each listener is called once', () => {
  const state = createState(firstState(null))
  const [first, second] = [vi.fn(), vi.fn()]
  state.subscribe(first)
  const leave = state.subscribe(second)
  const before = state.get()
  state.set({ connection: 'offline' })
  expect(state.get()).toEqual({ ...before, connection: 'offline' })
  expect(before.connection).toBe('ok')
  leave()
  state.set({ connection: 'ok' })
  expect(first).toHaveBeenCalledTimes(2)
  expect(second).toHaveBeenCalledTimes(1)
})

test('when nothing changes, the snapshot stays and no listener is called', () => {
  const state = createState(firstState(ada))
  const listener = vi.fn()
  state.subscribe(listener)
  const before = state.get()
  state.set({ status: 'signed-in', user: { ...ada }, connection: 'ok' })
  expect(state.get()).toBe(before)
  expect(listener).not.toHaveBeenCalled()
})

test('when the user is another or has changed, it is a change', () => {
  const state = createState(firstState(ada))
  state.set({ user: ben })
  expect(state.get().user).toBe(ben)
  state.set({ user: { ...ben, emailVerified: false } })
  expect(state.get().user?.emailVerified).toBe(false)
  state.set({ user: null })
  expect(state.get().user).toBeNull()
})
