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

const render = (initialUser: User | null | undefined) =>
  renderToString(
    <AuthProvider initialUser={initialUser}>
      <Who />
    </AuthProvider>,
  )

test('when the server renders, its HTML has the user in it, or no user', () => {
  expect(render(ada)).toBe('<p>signed-in ada@example.org  ok none</p>')
  expect(render(null)).toBe('<p>signed-out   ok none</p>')
  expect(render(undefined)).toBe('<p>unknown   ok none</p>')
})

test('when several users are rendered, none is in the HTML of another', () => {
  expect([ada, null, ben, null, ada].map(render)).toEqual([
    expect.stringContaining(ada.email),
    expect.not.stringContaining('@'),
    expect.stringContaining(ben.email),
    expect.not.stringContaining('@'),
    expect.stringContaining(ada.email),
  ])
})

test('when a component asks, the actions are there, and the access token is not', () => {
  const html = renderToString(
    <AuthProvider initialUser={ada}>
      <Members />
    </AuthProvider>,
  )
  expect(html).toBe(
    [
      '<p>changePassword connection deleteAccount endReason endedBefore resetPassword signIn',
      'signOut signOutEverywhere signOutStatus signUp status stepUp user</p>',
    ].join(' '),
  )
})

test('when there is no provider, the error names it', () => {
  expect(() => renderToString(<Who />)).toThrow('useAuth needs an <AuthProvider> above it.')
})
