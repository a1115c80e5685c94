/** `docs/rotation.md` says what the code does: `npm run docs:rotation` writes what is checked here. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { figuresInMarkdown, peace, THIEVES, untilFound } from '../comparison/figures'
import { auth0, ours, oursAtOnce, strict, supabase, supertokens } from '../comparison/schemes'
import { diagramInMermaid } from './diagram'
import { MUTANTS } from './mutants'
import { tableInMarkdown } from './table'

const FILE = join(import.meta.dirname, '../../docs/rotation.md')
const isWriting = process.env.ROTATION_DOCS === 'write'
const SIZE = { browsers: 30, days: 30, thieves: 200 }

const mutants = () =>
  [
    '| done wrong | noticed as |',
    '|---|---|',
    ...MUTANTS.map(({ what, caughtBy }) => `| ${what} | ${caughtBy.join(', or ')} |`),
  ].join('\n')

const PARTS = {
  table: tableInMarkdown,
  diagram: () => `\`\`\`mermaid\n${diagramInMermaid()}\n\`\`\``,
  mutants,
}

function between(name: string): [start: string, end: string] {
  return [`<!-- ${name}: written by npm run docs:rotation -->\n`, `\n<!-- end of ${name} -->`]
}

function partOf(text: string, name: string): string {
  const [start, end] = between(name)
  const from = text.indexOf(start)
  const to = text.indexOf(end)
  if (from === -1 || to < from) throw new Error(`docs/rotation.md has no place for the ${name}`)
  return text.slice(from + start.length, to)
}

function write(name: string, content: string): void {
  const text = readFileSync(FILE, 'utf8')
  const [start, end] = between(name)
  const old = start + partOf(text, name) + end
  writeFileSync(
    FILE,
    text.replace(old, () => start + content + end),
  )
}

test.for(Object.entries(PARTS))(
  'when the code makes the %s, it is that of docs/rotation.md',
  ([name, make]) => {
    if (isWriting) write(name, make())
    expect(partOf(readFileSync(FILE, 'utf8'), name)).toBe(make())
  },
)

test('when the figures are measured in a short run, they agree with the long one', {
  timeout: 1_200_000,
}, () => {
  if (isWriting) write('figures', figuresInMarkdown(SIZE))
  const size = { ...SIZE, browsers: 2, days: 5 }
  const lock = true
  const alarms = (scheme: typeof strict) => peace(scheme, size, { lock }).alarms
  expect(peace(ours, size, { lock }).refreshes).toBeGreaterThan(1_000)
  expect(alarms(ours)).toBe(0)
  expect(peace(ours, size, { lock, killed: true }).alarms).toBe(0)
  expect(peace(oursAtOnce, size, { lock, killed: true }).alarms).toBeGreaterThan(0)
  expect(alarms(supabase)).toBe(0)
  for (const scheme of [strict, auth0(30), supertokens]) {
    expect(alarms(scheme), scheme.name).toBeGreaterThan(0)
  }
})

test('when a thief refreshes as the client does, the thief is found out', () => {
  const [thief] = THIEVES
  if (!thief) throw new Error('there is no thief')
  for (let seed = 1; seed <= 5; seed += 1) {
    expect(untilFound(ours, seed, thief)).not.toBeNull()
  }
})
