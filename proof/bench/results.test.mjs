import { describe, expect, it } from 'vitest'
import { compare, compareSignInPage, compareStarts } from './comparisons.mjs'
import { scriptsIn } from './javascript.mjs'
import { placed } from './results.mjs'

/** Every row at 1 ms a request, in three rounds. */
function roundsOf(changed) {
  const ids =
    'me passed better-session better-session-alone auth-session fastify-me unchanged post better-jwt rotated account dynamic sign-in-page static sign-in bcryptjs better-sign-in auth-sign-in fastify-sign-in'
  const rounds = Object.fromEntries(ids.split(' ').map((id) => [id, [1, 1, 1]]))
  return Object.fromEntries(
    Object.entries({ ...rounds, ...changed }).map(([id, values]) => [
      id,
      values.map((cpu) => ({ cpu })),
    ]),
  )
}
const resultOf = (rounds, own, other) =>
  compare(rounds).find((one) => one.own === own && one.other === other)

describe('when a run is compared with its targets', () => {
  it('when a call costs just what it may, its target is met, and with a little more it is missed', () => {
    const at = roundsOf({ passed: [0.8, 0.8, 0.8] })
    expect(resultOf(at, 'me', 'passed')).toMatchObject({ ratio: 0.8, result: 'met' })
    const above = roundsOf({ passed: [0.79, 0.79, 0.79] })
    expect(resultOf(above, 'me', 'passed')).toMatchObject({ ratio: 0.79, result: 'missed' })
  })

  it('when the machine is slower in one round, the ratio is that of the same round', () => {
    const rounds = roundsOf({ me: [1, 4, 2], passed: [0.5, 2, 1] })
    expect(resultOf(rounds, 'me', 'passed')).toMatchObject({ ratio: 0.5, low: 0.5, high: 0.5 })
  })

  it('when a ratio has no target, it has no result', () => {
    expect(resultOf(roundsOf({}), 'sign-in', 'bcryptjs')).toMatchObject({ least: null, result: '' })
  })

  it('when a start or a page takes more than it may, its target is missed', () => {
    expect(compareStarts({ app: [1.3, 1.3], bare: [1, 1] }).result).toBe('met')
    expect(compareStarts({ app: [1.4, 1.4], bare: [1, 1] }).result).toBe('missed')
    expect(compareSignInPage([{ path: '/sign-in', more: 15_000 }]).result).toBe('met')
    expect(compareSignInPage([{ path: '/sign-in', more: 15_001 }]).result).toBe('missed')
    expect(compareSignInPage([]).result).toBe('missed')
  })
})

describe('when a command has measured something anew', () => {
  const text =
    'Words.\n<!-- written by npm run a -->\nold\n<!-- end -->\nMore\n<!-- written by npm run b -->\n<!-- end -->\n'

  it('when it writes, its own part is replaced and the rest stays', () => {
    expect(placed(text, 'npm run a', ' new\n')).toBe(text.replace('old\n', '\nnew\n\n'))
  })

  it('when the text has no place for it, it fails and writes nothing', () => {
    expect(() => placed(text, 'npm run c', 'new')).toThrow('no place for npm run c')
  })
})

describe('when the JavaScript of a page is counted', () => {
  it('when a file is named twice, or is for old browsers alone, it counts once, or not at all', () => {
    const html =
      '<script src="/a.js" async=""></script><script src="/a.js"></script><script src="/old.js" noModule=""></script><script>inline()</script>'
    expect(scriptsIn(html)).toEqual(['/a.js'])
  })
})
