import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { durationInWords } from '../../components/words'
import { LIMITS, type Limit } from './limits'

const row = ([name, { counts, per, kept, windows }]: [string, Limit]) => {
  const amounts = windows.map(({ points, seconds }) => `${points} in ${durationInWords(seconds)}`)
  return `| \`${name}\` | ${counts} | ${per} | ${amounts.join(', ')} | ${kept} |`
}

test('when the table of limits changes, docs/limits.md follows', () => {
  const page = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8')
  const rows = page.split('\n').filter((line) => line.startsWith('| `'))
  expect(rows).toEqual(Object.entries(LIMITS).map(row))
})
