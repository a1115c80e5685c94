import { describe, expect, test } from 'vitest'
import { requestId, withRequestId } from '../../lib/log/request-id'
import { sample, sampler, unwritten, type Window } from '../../lib/log/sampling'

describe('sample', () => {
  test('when a kind is refused again and again, five lines a minute are written and the rest is counted', () => {
    let window: Window | undefined
    const written = Array.from({ length: 20 }, (_, index) => {
      const next = sample(window, index * 100)
      window = next.window
      return next.written
    })
    expect(written.filter(Boolean)).toHaveLength(5)
    expect(written.slice(0, 5)).toEqual([true, true, true, true, true])
    expect(unwritten(window as Window)).toBe(15)
  })

  test('when the minute is over, the next refusal closes it and is written again', () => {
    const full = { since: 1_000, count: 9 }
    expect(sample(full, 60_999)).toEqual({
      window: { since: 1_000, count: 10 },
      written: false,
      closed: null,
    })
    expect(sample(full, 61_000)).toEqual({
      window: { since: 61_000, count: 1 },
      written: true,
      closed: full,
    })
  })
})

test('when the kinds are made up, they count as one', () => {
  const timers: (() => void)[] = []
  const sampled = sampler({ now: () => 0, later: (run) => timers.push(run) })
  let lines = 0
  let unwritten = 0
  for (let kind = 0; kind < 10_000; kind += 1) {
    sampled(`kind ${kind}`, {
      write: () => {
        lines += 1
      },
      tell: ({ more }) => {
        unwritten += more
      },
    })
  }
  expect(lines).toBeLessThan(300)
  for (const run of timers) run()
  expect(lines + unwritten).toBe(10_000)
})

test('when lines of many requests are counted, the count has the id of none', () => {
  const timers: (() => void)[] = []
  const sampled = sampler({ now: () => 0, later: (run) => timers.push(run) })
  const ids: (string | undefined)[] = []
  const keepId = () => ids.push(requestId())
  for (let call = 1; call <= 6; call += 1) {
    withRequestId(`request ${call}`, () => sampled('kind', { write: keepId, tell: keepId }))
  }
  for (const run of timers) withRequestId('request 1', run)
  expect(ids).toEqual([...[1, 2, 3, 4, 5].map((call) => `request ${call}`), undefined])
})
