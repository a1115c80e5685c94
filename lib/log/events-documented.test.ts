import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { REFUSALS } from './refusals'

const root = new URL('../../', import.meta.url).pathname

const sources = ['lib', 'app', 'db', 'features', 'scripts']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(root, folder, name),
    ),
  )
  .filter((name) => /\.(tsx?|mjs)$/.test(name) && !/\.(test|spec)\.|testing/.test(name))

/** As `log`, `writeLog` and `tellDeveloper` are given a name. */
const NAMED = /\bevent: '(\w+)'|\bwriteLog\('\w+', '(\w+)'|\btellDeveloper\(\s*'(\w+)'/g

test('when a line is logged, docs/logging.md has its event, and it has no other', () => {
  const logged = sources.flatMap((name) =>
    [...readFileSync(name, 'utf8').matchAll(NAMED)].map(([, ...names]) => names.find(Boolean)),
  )
  const page = readFileSync(join(root, 'docs/logging.md'), 'utf8')
  const described = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name)
  expect(described).toEqual([...new Set(described)])
  expect(described.sort()).toEqual([...new Set([...logged, ...REFUSALS])].sort())
})

test('when a line tells of an account, docs/logging.md has its levels', () => {
  const source = readFileSync(join(root, 'lib/auth/events/record-event.ts'), 'utf8')
  const kinds = [...source.matchAll(/event: '(\w+)', level: '(\w+)'/g)].map(([, ...kind]) => kind)
  const page = readFileSync(join(root, 'docs/logging.md'), 'utf8')
  const rows = new Map(
    [...page.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(([, event, levels]) => [event, levels]),
  )
  expect(kinds.length).toBeGreaterThan(0)
  for (const [event] of kinds) {
    const levels = kinds.filter(([name]) => name === event).map(([, level]) => level)
    expect(rows.get(event), event).toBe([...new Set(levels)].sort().join(', '))
  }
})
