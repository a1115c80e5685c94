import { expect, test } from 'vitest'
import { parseConfig, settingWarnings } from '../../lib/config/config'
import { SETTINGS } from '../../lib/config/settings'

const AUTH_SECRET = '9vXk2mQe7Jr0ZbW4nLhT6yUcA1sDfGpO8iKxNzBvC3w'

function refused(environment: Record<string, string>): Record<string, string> {
  const parsed = parseConfig({ AUTH_SECRET, ...environment })
  const problems = parsed.ok ? [] : parsed.problems
  return Object.fromEntries(problems.map(({ name, message }) => [name, message]))
}

const warned = (environment: Record<string, string>): Record<string, string> =>
  Object.fromEntries(settingWarnings(environment).map(({ name, message }) => [name, message]))

test('when a name is a slip away from a setting that has no value, the start says which', () => {
  for (const [meant, ...names] of [
    [
      'TRUSTED_PROXIES',
      'TRUSTED_PROXY',
      'TRUSTED_PROXYS',
      'TRUSTED_PROXIESS',
      'TRUSTED_PROXIES_COUNT',
      'TRUSTED_PROXY_HOPS',
      'PROXIES_TRUSTED',
    ],
    ['APP_URL', 'APPURL', 'app_url', 'APP_URLS', 'AP_URL'],
    ['DATABASE_URL', 'DATABASE_URI', 'DATABSE_URL', 'DATABASEURL'],
    ['DATABASE_SSL', 'DATABASE_SSLMODE', 'DATABASE_SSL_MODE', 'SSL_DATABASE'],
    ['DATABASE_CA', 'DATABASE_CA_CERT'],
    ['AUTH_PASSWORD_MIN_LENGTH', 'PASSWORD_MIN_LENGTH'],
    ['AUTH_REVOCATION', 'AUHT_REVOCATION', 'AUT_REVOCATION'],
    ['AUTH_PEPPER', 'PEPPER'],
    ['PORT', 'PORTT'],
    ['WEB_CONCURRENCY', 'WEB_CONCURENCY'],
    ['HOSTNAME', 'HOST_NAME'],
  ] as const) {
    for (const name of names) {
      expect(refused({ [name]: '1' })[name], name).toContain(`Did you mean ${meant}?`)
    }
  }
})

test('when a name may belong to another program, it is a word in the log and stops nothing', () => {
  for (const [name, meant] of [
    ['SECRET', 'AUTH_SECRET'],
    ['ISSUER', 'AUTH_ISSUER'],
    ['DB_SSL', 'DATABASE_SSL'],
    ['NEXTAUTH_SECRET', 'AUTH_SECRET'],
    ['NEXT_PUBLIC_APP_URL', 'APP_URL'],
    ['DATABASE_URL_UNPOOLED', 'DATABASE_URL'],
    ['JWT_ACCESS_TOKEN_TTL', 'AUTH_ACCESS_TOKEN_TTL'],
    ['SMTP_HOST', 'SMTP_URL'],
    ['SMTP_PORT', 'SMTP_URL'],
    ['SMTP_USER', 'SMTP_URL'],
    ['SMTP_PASS', 'SMTP_URL'],
    ['SMTP_PASSWORD', 'SMTP_URL'],
    ['MAIL_URL', 'SMTP_URL'],
    ['SMTP_FROM', 'MAIL_FROM'],
    ['EMAIL_FROM', 'MAIL_FROM'],
  ] as const) {
    expect(refused({ [name]: 'x' }), name).toEqual({})
    expect(warned({ [name]: 'x' })[name], name).toBe(`is not read. Did you mean ${meant}?`)
    expect(warned({ [name]: 'x', [meant]: 'x' }), name).toEqual({})
  }
})

test('when the right setting is there, a name like it belongs to something else', () => {
  expect(refused({ DATABASE_URI: 'x', DATABASE_URL: 'file:x.db' })).toEqual({})
})

test('when Kubernetes describes a service that is called like our settings, the start goes on', () => {
  expect(
    refused({
      AUTH_PORT: 'tcp://10.96.0.17:80',
      AUTH_PORT_80_TCP: 'tcp://10.96.0.17:80',
      AUTH_PORT_80_TCP_PROTO: 'tcp',
      AUTH_PORT_80_TCP_PORT: '80',
      AUTH_PORT_80_TCP_ADDR: '10.96.0.17',
      AUTH_SERVICE_HOST: 'fd00::17',
      AUTH_SERVICE_PORT: '80',
      AUTH_SERVICE_PORT_HTTP: '80',
      TRUSTED_PROXIES_SERVICE_HOST: '10.96.0.19',
    }),
  ).toEqual({})
})

test('when a setting hides behind the name of a service, its value gives it away', () => {
  for (const [name, value] of [
    ['AUTH_PORT', '3000'],
    ['AUTH_SERVICE_HOST', 'login.example.com'],
    ['AUTH_SERVICE_PORT', 'https'],
    ['AUTH_PORT_80_TCP_PROTO', 'none'],
  ] as const) {
    expect(refused({ [name]: value })[name], name).toMatch(/^is not a setting/)
  }
})

test('when a platform or a shell sets its own names, they stop nothing', () => {
  const names = [
    ...[
      'API_URL',
      'APM_URL',
      'APP_ENV',
      'APP_NAME',
      'AUDIENCE',
      'AUTHOR',
      'ACCESS_TOKEN_URL',
      'CI',
    ],
    ...['DATABASE', 'DATABASE_CACHE', 'DATABASE_DSN', 'DATABASE_HOST', 'DATABASE_NAME'],
    ...['DATABASE_PRIVATE_URL', 'DATABASE_PW', 'DATABASE_USER', 'DATABASE_URL_UNPOOLED'],
    ...['OAUTH_ISSUER', 'OAUTH_SECRET', 'MAX_SESSIONS', 'DB_HOST', 'DYNO', 'HOST', 'HOSTTYPE'],
    ...['KUBERNETES_SERVICE_PORT', 'NODE_ENV', 'PATH', 'PORTS', 'POST', 'RAILWAY_PUBLIC_DOMAIN'],
    ...['RENDER_EXTERNAL_URL', 'REDIS_URL', 'SECRET', 'SHELL', 'SMTP_HOST', 'VERCEL_URL'],
    ...['WEB_PORT', 'auth_secret', 'npm_config_port'],
  ]
  expect(refused(Object.fromEntries(names.map((name) => [name, 'x'])))).toEqual({})
})

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
