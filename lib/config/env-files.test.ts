import { expect, test } from 'vitest'
import { parseEnvText } from './env-files.mjs'
import { SETTINGS } from './settings'

test('when a setting is in the table, a "$" in its value is refused by name and not repeated', () => {
  for (const { name } of Object.values(SETTINGS)) {
    const read = () => parseEnvText(`${name}=secret$word\n`, '.env.local')
    expect(read, name).toThrow(`${name} in .env.local holds a "$"`)
    expect(read, name).not.toThrow('secret')
  }
})
