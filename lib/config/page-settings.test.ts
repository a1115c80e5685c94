import { expect, test } from 'vitest'
import { differingPageSettings, PAGE_SETTINGS, pageSettings } from './page-settings'

test('when the build has no settings, its pages have the defaults; a wrong setting is refused', () => {
  expect(pageSettings({})).toEqual({
    accessTokenTtl: 900,
    refreshTokenTtl: 604_800,
    reuseScope: 'user',
    passwordMinLength: 8,
  })
  expect(() => pageSettings({ AUTH_PASSWORD_MIN_LENGTH: '7' })).toThrow(/AUTH_PASSWORD_MIN_LENGTH/)
  expect(PAGE_SETTINGS).toContain('AUTH_PASSWORD_MIN_LENGTH')
})

test('when the app runs with another setting than its pages say, there is a sentence', () => {
  const built = pageSettings({})
  expect(differingPageSettings(built, { AUTH_SECRET: 'x' })).toEqual([])
  expect(differingPageSettings(built, { AUTH_PASSWORD_MIN_LENGTH: '15' })).toEqual([
    {
      name: 'AUTH_PASSWORD_MIN_LENGTH',
      message:
        'is 15, and the pages say 8, as when the app was built. Set it for the build as well, and build again.',
    },
  ])
})
