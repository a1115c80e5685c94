// What the figures of one run say: ratios of CPU time, and which targets are met.
import { median, quantile } from './lib/statistics.mjs'

/**
 * Own row, other row, and the least that the other's CPU time divided by our own may be; null where
 * the ratio is only shown.
 */
const COMPARED = [
  ['me', 'passed', 0.8],
  ['me', 'better-session', 3],
  ['me', 'better-session-alone', 3],
  ['me', 'auth-session', null],
  ['me', 'fastify-me', null],
  ['unchanged', 'post', 0.7],
  ['unchanged', 'better-jwt', 2],
  ['rotated', 'post', 0.7],
  ['rotated', 'better-jwt', 2],
  ['account', 'dynamic', 0.7],
  ['sign-in-page', 'static', null],
  ['sign-in-page', 'dynamic', null],
  ['sign-in', 'bcryptjs', null],
  ['sign-in', 'better-sign-in', null],
  ['sign-in', 'auth-sign-in', null],
  ['sign-in', 'fastify-sign-in', null],
]

/** Against a bare Next app's, at most. */
const START = 1.3
/** Bytes of JavaScript, compressed, that a page may have beyond an empty Next app's. */
const SIGN_IN_PAGE = 15_000

/** @returns {'met' | 'missed'} */
export const verdict = (isMet) => (isMet ? 'met' : 'missed')

/**
 * The ratios, each of values that one round took one after the other.
 *
 * @param {Record<string, { cpu: number }[]>} rounds by row
 * @returns {{ own: string, other: string, least: number | null, ratio: number, low: number, high: number,
 *   result: 'met' | 'missed' | '' }[]} `low` and `high` are the middle half
 */
export function compare(rounds) {
  return COMPARED.map(([own, other, least]) => {
    const ratios = rounds[own].map(({ cpu }, round) => rounds[other][round].cpu / cpu)
    const ratio = median(ratios)
    return {
      own,
      other,
      least,
      ratio,
      low: quantile(ratios, 0.25),
      high: quantile(ratios, 0.75),
      result: least === null ? '' : verdict(ratio >= least),
    }
  })
}

/** @param {{ app: number[], bare: number[] }} starts milliseconds, in turns */
export function compareStarts({ app, bare }) {
  const ratio = median(app.map((took, round) => took / bare[round]))
  return { ratio, most: START, result: verdict(ratio <= START) }
}

/** @param {{ path: string, more: number }[]} pages `more`: bytes beyond an empty Next app's */
export function compareSignInPage(pages) {
  const more = pages.find(({ path }) => path === '/sign-in')?.more ?? Number.POSITIVE_INFINITY
  return { more, most: SIGN_IN_PAGE, result: verdict(more <= SIGN_IN_PAGE) }
}
