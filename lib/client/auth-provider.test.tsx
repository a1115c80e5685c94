import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { ada, ben } from '../contract/testing'
import type { User } from '../contract/user'
import { AuthProvider, useAuth } from './auth-provider'

function Who() {
  const { status, user, endReason, connection, signOutStatus } = useAuth()
  return <p>{[status, user?.email, endReason, connection, signOutStatus].join(' ')}</p>
}

function Members() {
  return <p>{Object.keys(useAuth()).sort().join(' ')}</p>
}

const render = (initialUser: User | null) =>
  renderToString(
    <AuthProvider initialUser={initialUser}>
      <Who />
    </AuthProvider>,
  )

test('when the server renders, its HTML has the user in it, or no user', () => {
  expect(render(ada)).toBe('<p>signed-in ada@example.org  ok none</p>')
  expect(render(null)).toBe('<p>signed-out   ok none</p>')
})

test('the server’s HTML says why the session is over that a browser comes with', () => {
  const html = renderToString(
    <AuthProvider initialUser={null} initialEndReason="ended-elsewhere">
      <Who />
    </AuthProvider>,
  )
  expect(html).toBe('<p>signed-out  ended-elsewhere ok none</p>')
})

test('one render’s user is never in another’s HTML', () => {
  expect([ada, null, ben, null, ada].map(render)).toEqual([
    expect.stringContaining(ada.email),
    expect.not.stringContaining('@'),
    expect.stringContaining(ben.email),
    expect.not.stringContaining('@'),
    expect.stringContaining(ada.email),
  ])
})

test('the actions are there, and the access token is not', () => {
  const html = renderToString(
    <AuthProvider initialUser={ada}>
      <Members />
    </AuthProvider>,
  )
  expect(html).toBe(
    [
      '<p>changePassword connection endReason endedBefore resetPassword signIn signOut',
      'signOutEverywhere signOutStatus signUp status stepUp user</p>',
    ].join(' '),
  )
})

test('outside the provider it says so', () => {
  expect(() => renderToString(<Who />)).toThrow('useAuth needs an <AuthProvider> above it.')
})
