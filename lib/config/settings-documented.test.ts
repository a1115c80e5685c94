import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { envExample, readmeWithSettings } from '../../scripts/lib/settings-docs.mjs'
import { valuesOf } from './kinds'
import { SETTINGS } from './settings'

const textOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

test('when the table of settings changes, .env.example and README.md follow: npm run docs:settings', () => {
  expect(textOf('.env.example')).toBe(envExample(SETTINGS, valuesOf))
  const readme = textOf('README.md')
  expect(readme).toBe(readmeWithSettings(readme, SETTINGS, valuesOf))
})
