import { expect, test } from 'vitest'
import { parseConfig, settingWarnings } from './config'
import { SETTINGS } from './settings'

const AUTH_SECRET = '9vXk2mQe7Jr0ZbW4nLhT6yUcA1sDfGpO8iKxNzBvC3w'

function refused(environment: Record<string, string>): Record<string, string> {
  const parsed = parseConfig({ AUTH_SECRET, ...environment })
  const problems = parsed.ok ? [] : parsed.problems
  return Object.fromEntries(problems.map(({ name, message }) => [name, message]))
}

const warned = (environment: Record<string, string>): Record<string, string> =>
  Object.fromEntries(settingWarnings(environment).map(({ name, message }) => [name, message]))

test('when the prefix is left out of any setting, the start or the log says which is meant', () => {
  for (const { name: setting } of Object.values(SETTINGS)) {
    if (!setting.startsWith('AUTH_')) continue
    const name = setting.replace('AUTH_', '')
    const said = refused({ [name]: '1', AUTH_SECRET: '' })[name] ?? warned({ [name]: '1' })[name]
    expect(said, name).toContain(`Did you mean ${setting}?`)
  }
})

test('when two neighbouring letters of any setting are swapped, the start says which is meant', () => {
  for (const { name: setting } of Object.values(SETTINGS)) {
    for (const [index, letter] of [...setting].entries()) {
      const next = setting[index + 1]
      if (next === undefined || next === letter) continue
      const name = setting.slice(0, index) + next + letter + setting.slice(index + 2)
      const said = refused({ [name]: '1', AUTH_SECRET: '' })[name]
      expect(said, name).toContain(`Did you mean ${setting}?`)
    }
  }
})

test('when a name begins like a setting of ours and is none, it is refused, and its value not repeated', () => {
  const found = refused({ AUTH_REFRESH_GRACEE: 'a value', AUTH_REFRESH_GRACE: '30' })
  expect(found).toEqual({
    AUTH_REFRESH_GRACEE: expect.stringMatching(
      /^is not a setting of this release\. Did you mean AUTH_REFRESH_GRACE\?/,
    ),
  })
  expect(JSON.stringify(found)).not.toContain('a value')
  for (const name of ['AUTH_', 'AUTH_FOO', 'BCRYPT_ROUNDS', 'AUTH_constructor']) {
    expect(refused({ [name]: 'x' })[name], name).toMatch(/^is not a setting of this release\./)
  }
})
