import { expect, test } from 'vitest'
import { parseConfig, SETTINGS, settingWarnings } from './config'

const AUTH_SECRET = '9vXk2mQe7Jr0ZbW4nLhT6yUcA1sDfGpO8iKxNzBvC3w'

function refused(environment: Record<string, string>): Record<string, string> {
  const parsed = parseConfig({ AUTH_SECRET, ...environment })
  const problems = parsed.ok ? [] : parsed.problems
  return Object.fromEntries(problems.map(({ name, message }) => [name, message]))
}

const warned = (environment: Record<string, string>): Record<string, string> =>
  Object.fromEntries(settingWarnings(environment).map(({ name, message }) => [name, message]))

test('when a name is a slip away from a setting that has no value, the start says which', () => {
  for (const [name, meant] of [
    ['TRUSTED_PROXY', 'TRUSTED_PROXIES'],
    ['TRUSTED_PROXYS', 'TRUSTED_PROXIES'],
    ['APPURL', 'APP_URL'],
    ['app_url', 'APP_URL'],
    ['APP_URLS', 'APP_URL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASEURL', 'DATABASE_URL'],
    ['PASSWORD_MIN_LENGTH', 'AUTH_PASSWORD_MIN_LENGTH'],
    ['ACCESS_TOKEN_TTL', 'AUTH_ACCESS_TOKEN_TTL'],
    ['AUHT_REVOCATION', 'AUTH_REVOCATION'],
    ['PEPPER', 'AUTH_PEPPER'],
    ['STEP_UP_TTL', 'AUTH_STEP_UP_TTL'],
    ['TRUSTED_PROXIESS', 'TRUSTED_PROXIES'],
    ['TRUSTED_PROXIES_COUNT', 'TRUSTED_PROXIES'],
    ['TRUSTED_PROXY_HOPS', 'TRUSTED_PROXIES'],
    ['PROXIES_TRUSTED', 'TRUSTED_PROXIES'],
    ['DATABASE_SSLMODE', 'DATABASE_SSL'],
    ['DATABASE_SSL_MODE', 'DATABASE_SSL'],
    ['SSL_DATABASE', 'DATABASE_SSL'],
    ['DATABASE_CA_CERT', 'DATABASE_CA'],
    ['WEB_CONCURENCY', 'WEB_CONCURRENCY'],
    ['HOST_NAME', 'HOSTNAME'],
    ['APP_URK', 'APP_URL'],
    ['PORTT', 'PORT'],
  ] as const) {
    expect(refused({ [name]: '1' })[name], name).toContain(`Did you mean ${meant}?`)
  }
})

test('when two neighbouring letters of any setting are swapped, the start says which is meant', () => {
  for (const setting of [...SETTINGS, 'HOSTNAME']) {
    for (const [index, letter] of [...setting].entries()) {
      const next = setting[index + 1]
      if (next === undefined || next === letter) continue
      const name = setting.slice(0, index) + next + letter + setting.slice(index + 2)
      const told = refused({ [name]: '1', AUTH_SECRET: '' })[name]
      expect(told, name).toContain(`Did you mean ${setting}?`)
    }
  }
})

test('when the prefix is left out of any setting, the start or the log says which is meant', () => {
  for (const setting of SETTINGS.filter((name) => name.startsWith('AUTH_'))) {
    const name = setting.replace('AUTH_', '')
    const told = refused({ [name]: '1', AUTH_SECRET: '' })[name] ?? warned({ [name]: '1' })[name]
    expect(told, name).toContain(`Did you mean ${setting}?`)
  }
})

test('when a name may belong to another program, it is a word in the log and stops nothing', () => {
  for (const [name, meant] of [
    ['SECRET', 'AUTH_SECRET'],
    ['ISSUER', 'AUTH_ISSUER'],
    ['AUDIENCE', 'AUTH_AUDIENCE'],
    ['ALGORITHM', 'AUTH_ALGORITHM'],
    ['DB_SSL', 'DATABASE_SSL'],
    ['HASH_COST', 'BCRYPT_COST'],
    ['NEXT_PUBLIC_APP_URL', 'APP_URL'],
    ['DATABASE_URL_UNPOOLED', 'DATABASE_URL'],
    ['BETTER_AUTH_SECRET', 'AUTH_SECRET'],
    ['JWT_ACCESS_TOKEN_TTL', 'AUTH_ACCESS_TOKEN_TTL'],
  ] as const) {
    expect(refused({ [name]: 'x' }), name).toEqual({})
    expect(warned({ [name]: 'x' })[name], name).toBe(`is not read. Did you mean ${meant}?`)
    expect(warned({ [name]: 'x', [meant]: 'x' }), name).toEqual({})
  }
})

test('when the right setting is there, a name like it belongs to something else', () => {
  expect(refused({ DATABASE_URI: 'x', DATABASE_URL: 'file:x.db' })).toEqual({})
})

test('when a name begins like a setting of ours and is none, the start says so, whatever is set', () => {
  expect(refused({ AUTH_REFRESH_GRACEE: '30', AUTH_REFRESH_GRACE: '30' })).toEqual({
    AUTH_REFRESH_GRACEE: expect.stringMatching(
      /^is not a setting of this release\. Did you mean AUTH_REFRESH_GRACE\?/,
    ),
  })
  for (const name of ['AUTH_FOO', 'BCRYPT_ROUNDS', 'SMTP_URL', 'MAIL_FROM']) {
    expect(refused({ [name]: 'x' })[name], name).toMatch(/^is not a setting of this release\./)
  }
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
      SMTP_SERVICE_HOST: '10.96.0.18',
      SMTP_PORT: 'udp://10.96.0.18:25',
      MAIL_PORT_25_UDP_PORT: '25',
      TRUSTED_PROXIES_SERVICE_HOST: '10.96.0.19',
    }),
  ).toEqual({})
})

test('when a setting hides behind the name of a service, its value gives it away', () => {
  for (const [name, value] of [
    ['SMTP_PORT', '587'],
    ['AUTH_PORT', '3000'],
    ['AUTH_SERVICE_HOST', 'login.example.com'],
    ['AUTH_SERVICE_PORT', 'https'],
    ['AUTH_PORT_80_TCP_PROTO', 'none'],
  ] as const) {
    expect(refused({ [name]: value })[name], name).toMatch(/^is not a setting/)
  }
})

test('what platforms and shells set stops nothing', () => {
  const names = [
    'API_URL',
    'APM_URL',
    'APP_ENV',
    'APP_NAME',
    'AUDIENCE',
    'ACCESS_TOKEN_URL',
    'CI',
    'DATABASE',
    'DATABASE_CACHE',
    'DATABASE_DSN',
    'DATABASE_HOST',
    'DATABASE_NAME',
    'DATABASE_PRIVATE_URL',
    'DATABASE_PW',
    'DATABASE_USER',
    'OAUTH_ISSUER',
    'OAUTH_SECRET',
    'MAX_SESSIONS',
    'DATABASE_URL_UNPOOLED',
    'DB_HOST',
    'DYNO',
    'FLY_APP_NAME',
    'HOME',
    'HOST',
    'HOSTTYPE',
    'KUBERNETES_SERVICE_PORT',
    'LANG',
    'NODE_ENV',
    'PATH',
    'PGHOST',
    'POST',
    'POSTGRES_PASSWORD',
    'PORTS',
    'RAILWAY_PUBLIC_DOMAIN',
    'RENDER_EXTERNAL_URL',
    'REDIS_URL',
    'SECRET',
    'SHELL',
    'VERCEL_URL',
    'WEB_PORT',
    'npm_config_port',
    'npm_package_name',
  ]
  expect(refused(Object.fromEntries(names.map((name) => [name, 'x'])))).toEqual({})
})

test('when another product’s name for a setting is there, the log says which is read', () => {
  const said = settingWarnings({ NEXTAUTH_SECRET: 'x', DB_URL: 'x', DATABASE_URL: 'file:x.db' })
  expect(said).toEqual([
    { name: 'NEXTAUTH_SECRET', message: 'is not read. Did you mean AUTH_SECRET?' },
  ])
  expect(settingWarnings({ DATABASE_URL: 'file:x.db' })).toEqual([])
})
