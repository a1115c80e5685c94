import { expect, test } from 'vitest'
import { gateOf } from './routes'

test.each([
  '/api/auth/sign-up',
  '/api/auth/login',
  '/api/auth/refresh',
  '/api/auth/logout',
  '/api/auth/forgot-password',
  '/api/auth/reset-password',
  '/api/csp-reports',
  '/api/health',
  '/api/health/live',
  '/api/health/ready',
])('when %s is asked for, the gate is open', (path) => {
  expect(gateOf(path)).toBe('public-api')
})

test.each([
  '/api',
  '/api/',
  '/api/me',
  '/api/anything/at/all',
  '/api/auth',
  '/api/auth/',
  '/api/auth/login/',
  '/api/auth/login/x',
  '/api/auth/login.rsc',
  '/api/auth/Login',
  '/api/auth/login%2f..%2fme',
  '/api/auth/login/../../me',
  '/api/auth/login;x',
  '/api//auth/login',
  '/api/healthy',
  '/api/health/',
  '/api/health/live/x',
  '/api/auth/logout-all',
  '/api/auth/change-password',
  '/api/auth/step-up',
  '/api/account/sessions',
  '/api/account/sessions/x',
  '/api/account/events',
  '/api/account/export',
])('when %s is asked for, the gate is closed: deny by default', (path) => {
  expect(gateOf(path)).toBe('guarded-api')
})

test.each(['/account', '/account/', '/account/sessions', '/account/a/b', '/account//'])(
  'when %s is asked for, it needs a session',
  (path) => {
    expect(gateOf(path)).toBe('protected-page')
  },
)

// feature: dev-outbox
test('when the outbox is asked for, it is a page for anyone, rendered for each request', () => {
  for (const path of ['/dev/outbox', '/dev/outbox/x']) expect(gateOf(path)).toBe('dynamic-page')
  expect(gateOf('/dev')).toBe('page')
})
// /feature: dev-outbox

test.each([
  '/',
  '/sign-in',
  '/sign-up',
  '/reset-password',
  '/accounts',
  '/accountant',
  '/apis',
  '/apex/api',
  '/x/account',
])('when %s is asked for, it is a page for anyone', (path) => {
  expect(gateOf(path)).toBe('page')
})

test('when the public keys are asked for, the gate is open, and for nothing beside them', () => {
  expect(gateOf('/.well-known/jwks.json')).toBe('public-api')
  for (const path of ['/.well-known', '/.well-known/jwks.json/', '/.well-known/jwks.json/x']) {
    expect(gateOf(path)).toBe('page')
  }
})
