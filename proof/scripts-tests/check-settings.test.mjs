import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { pair, signingKeys } from '../../lib/auth/tokens/testing-keys'
import { settingsProblem } from '../../scripts/lib/check-settings.mjs'
import { capture } from '../../scripts/lib/child.mjs'
import { root } from '../../scripts/lib/paths.mjs'
import { freePort } from '../../scripts/lib/port.mjs'

const AUTH_SECRET = randomBytes(32).toString('base64url')

test('when settings are wrong, each has the line that the app prints', async () => {
  expect(await settingsProblem({ AUTH_SECRET })).toBe(null)
  const lines = await settingsProblem({ AUTH_SECRET, BCRYPT_COST: '3', APP_URL: 'ftp://x' })
  expect(lines.split('\n').sort()).toEqual([
    expect.stringMatching(/^APP_URL must be an origin/),
    expect.stringMatching(/^BCRYPT_COST must be a whole number/),
  ])
  const [key, other] = [pair('ES256'), pair('ES256')]
  const AUTH_SIGNING_KEYS = signingKeys({ jwk: { ...key.jwk, d: other.jwk.d } })
  expect(
    await settingsProblem({ AUTH_SECRET, AUTH_ALGORITHM: 'ES256', AUTH_SIGNING_KEYS }),
  ).toMatch(/^AUTH_SIGNING_KEYS key 1 is damaged/)
})

test('when a setting is wrong, npm start ends before it builds', async () => {
  const env = {
    ...process.env,
    AUTH_SECRET,
    BCRYPT_COST: '3',
    DATABASE_URL: '',
    PORT: String(await freePort()),
    // Leaves node_modules as it is.
    npm_config_user_agent: 'pnpm/9',
  }
  const { code, output } = await capture([process.execPath, `${root}scripts/start.mjs`], { env })
  expect(code).toBe(1)
  expect(output).toMatch(/^BCRYPT_COST must be a whole number from 4 to 16\./m)
  expect(output).not.toContain('Building')
})
