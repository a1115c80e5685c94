import { describe, expect, it } from 'vitest'
import { afterDeath } from '../../scripts/lib/cluster.mjs'

const state = { everReady: true, quickDeaths: 0, alive: 2 }

describe('when a process has ended by itself', () => {
  it('is over when none was ever ready: it has said why', () => {
    const died = afterDeath({ everReady: false, quickDeaths: 1, alive: 0 })
    expect(died).toEqual({ giveUp: true })
  })

  it.each([0, 1])('and %i quick deaths are behind it, replaces it at once', (quickDeaths) => {
    expect(afterDeath({ ...state, quickDeaths })).toEqual({ giveUp: false, pause: 0 })
  })

  it.each([
    [2, 1000],
    [3, 2000],
    [4, 4000],
    [6, 16_000],
    [7, 30_000],
    [10_000, 30_000],
  ])('after %i quick deaths in a row waits %i ms', (quickDeaths, pause) => {
    expect(afterDeath({ ...state, quickDeaths })).toEqual({ giveUp: false, pause })
  })

  it('goes on while others serve, and gives up when none does', () => {
    expect(afterDeath({ ...state, quickDeaths: 50, alive: 1 }).giveUp).toBe(false)
    expect(afterDeath({ ...state, quickDeaths: 4, alive: 0 }).giveUp).toBe(false)
    expect(afterDeath({ ...state, quickDeaths: 5, alive: 0 }).giveUp).toBe(true)
  })
})
