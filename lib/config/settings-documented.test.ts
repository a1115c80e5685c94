import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SETTINGS } from './config'

const textOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** Settings of later releases: their one value is explained where it is refused. */
const OF_LATER_RELEASES = ['AUTH_EMAIL_VERIFICATION', 'RATE_LIMIT']
/** Settings of the start scripts and of Next, which the app itself does not read. */
const OF_THE_SCRIPTS = ['HOSTNAME']

const documented = [
  ...SETTINGS.filter((name) => !OF_LATER_RELEASES.includes(name)),
  ...OF_THE_SCRIPTS,
]

test('when a setting is added, .env.example explains it', () => {
  const names = [...textOf('.env.example').matchAll(/^# ?([A-Z][A-Z_]+)=/gm)].map(
    ([, name]) => name,
  )
  expect([...new Set(names)].sort()).toEqual([...documented].sort())
})

test('when a setting is added, the table in README.md has it', () => {
  const [, section = ''] = textOf('README.md').split('\n## Settings\n')
  const cells = section.split('\n## ')[0]?.match(/^\| `[^|]+\|/gm) ?? []
  const names = cells.flatMap((cell) => [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name))
  expect(names.sort()).toEqual([...documented].sort())
})
