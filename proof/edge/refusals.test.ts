import { describe, expect, test } from 'vitest'
import { isRefusalLine, refusalLog } from '../../lib/log/refusals'

describe('refusalLog', () => {
  function recorded() {
    const lines: Record<string, unknown>[] = []
    const timers: (() => void)[] = []
    const clock = { now: Date.UTC(2026, 0, 1) }
    const logRefusal = refusalLog({
      write: (line) => lines.push(JSON.parse(line)),
      now: () => clock.now,
      later: (run) => timers.push(run),
    })
    return { lines, timers, clock, logRefusal }
  }

  test('when one kind floods, another still gets its lines', () => {
    const { lines, logRefusal } = recorded()
    for (let index = 0; index < 1_000; index += 1) logRefusal('authn_token_forged')
    logRefusal('malicious_cors', { ip: '192.0.2.0/24' })
    expect(lines).toHaveLength(6)
    expect(lines.at(-1)).toEqual({
      level: 'warn',
      time: '2026-01-01T00:00:00.000Z',
      event: 'malicious_cors',
      ip: '192.0.2.0/24',
    })
  })

  test('when a flood has stopped, its minute ends with the count', () => {
    const { lines, timers, clock, logRefusal } = recorded()
    for (let index = 0; index < 20; index += 1) logRefusal('hash_queue_full')
    clock.now += 60_000
    for (const run of timers) run()
    expect(lines.at(-1)).toEqual({
      level: 'warn',
      time: '2026-01-01T00:01:00.000Z',
      event: 'hash_queue_full',
      more: 15,
      since: '2026-01-01T00:00:00.000Z',
    })
    expect(lines).toHaveLength(6)
  })

  test('when the timer comes late, the count is logged once', () => {
    const { lines, timers, clock, logRefusal } = recorded()
    for (let index = 0; index < 7; index += 1) logRefusal('malicious_cors')
    clock.now += 90_000
    logRefusal('malicious_cors')
    for (const run of timers) run()
    expect(lines.filter(({ more }) => more === 2)).toHaveLength(1)
  })
})

test('when a line is no refusal, it does not pass for one', () => {
  const lines: string[] = []
  refusalLog({ write: (line) => lines.push(line), now: Date.now, later: () => undefined })(
    'malicious_cors',
  )
  expect(lines.map(isRefusalLine)).toEqual([true])
  for (const text of [
    'Error: something',
    '{"level":"warn","event":"sys_startup"}',
    '{"level":"warn","event":"malicious_cors"',
    '{"level":"warn","event":["malicious_cors"]}',
  ]) {
    expect(isRefusalLine(text), text).toBe(false)
  }
})
