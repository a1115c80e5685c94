import { beforeEach, describe, expect, test, vi } from 'vitest'
import { publicUser } from '../../lib/auth/account/public-user'
import type { RequestContext } from '../../lib/auth/request-context'
import { endSession } from '../../lib/auth/sessions/sign-out'
import { DAY, DEVICE, START, scene } from '../../lib/auth/testing'
import { REFRESH_COOKIE } from '../../lib/brand'
import { getCurrentUser, requireCurrentUser } from '../../lib/http/current-user'
import { log } from '../../lib/log/log'

const { at, config, signIn } = await scene()

/** What the page's request carries, and the context it is asked in. */
const asked = vi.hoisted(() => ({
  cookie: null as string | null,
  context: null as RequestContext | null,
}))
vi.mock('next/headers', () => ({
  headers: async () => new Headers(asked.cookie === null ? {} : { cookie: asked.cookie }),
}))
vi.mock('next/navigation', () => ({
  redirect: (to: string) => {
    throw new Error(`redirect ${to}`)
  },
}))
vi.mock('../../lib/http/request-context', () => ({ requestContext: () => asked.context }))
vi.mock('../../lib/config/config', async (original) => ({
  ...(await original<typeof import('../../lib/config/config')>()),
  config: () => config,
}))

beforeEach(() => {
  asked.cookie = null
  asked.context = at(START)
})

describe('for whom a page is rendered', () => {
  test('when there is a refresh cookie, it is for its user, with what they may see of the session', async () => {
    const { id, token, user } = await signIn()
    asked.cookie = `theme=dark; ${REFRESH_COOKIE}_3000=${token}`
    const current = await getCurrentUser()
    expect(current).toEqual({
      user: publicUser(user),
      session: {
        id,
        createdAt: new Date(START).toISOString(),
        lastUsedAt: new Date(START).toISOString(),
        expiresAt: new Date(START + 7 * DAY).toISOString(),
        ...DEVICE,
      },
    })
    expect(JSON.stringify(current)).not.toContain(token)
  })

  test.each([
    ['no cookie', () => null],
    ['another cookie', () => 'theme=dark'],
    ['nonsense', () => `${REFRESH_COOKIE}_3000=nonsense`],
    ['the name of another port', (token: string) => `${REFRESH_COOKIE}_3001=${token}`],
    ['the name that https has', (token: string) => `__Host-${REFRESH_COOKIE}=${token}`],
  ])('when there is %s, it is for a visitor', async (_, cookie) => {
    asked.cookie = cookie((await signIn()).token)
    expect(await getCurrentUser()).toBeNull()
  })

  test('when other cookies of the name come, the one that this app has set counts', async () => {
    const { token, user } = await signIn()
    const ended = await signIn()
    await endSession(at(START), ended.token)
    const cookies = [token, 'nonsense', ended.token].map(
      (value) => `${REFRESH_COOKIE}_3000=${value}`,
    )
    for (const order of [cookies, cookies.toReversed()]) {
      asked.cookie = order.join('; ')
      expect((await getCurrentUser())?.user.id).toBe(user.id)
    }
  })

  test('when the session was ended a moment ago, it is for a visitor', async () => {
    const { token } = await signIn()
    asked.cookie = `${REFRESH_COOKIE}_3000=${token}`
    await endSession(at(START), token)
    expect(await getCurrentUser()).toBeNull()
  })
})

describe('a database that fails', () => {
  test('when it is asked for the user, there is an error without the query and its parameters, and no visitor', async () => {
    const { id, token } = await signIn()
    asked.cookie = `${REFRESH_COOKIE}_3000=${token}`
    const context = at(START)
    const cause = new Error('connect ECONNREFUSED 127.0.0.1:5432')
    const failing = () => {
      throw new Error(`Failed query: select …\nparams: ${id}`, { cause })
    }
    const db = Object.assign(Object.create(context.db), { select: failing, update: failing })
    asked.context = { ...context, db }
    const logged = vi.spyOn(log, 'error').mockReturnValue()
    await expect(requireCurrentUser('/account')).rejects.toBe(cause)
    expect(logged.mock.calls).toEqual([[{ event: 'page_failed', error: cause }]])
  })
})

describe('the guard of a page', () => {
  test('when a user comes, it lets them in', async () => {
    const { token, user } = await signIn()
    asked.cookie = `${REFRESH_COOKIE}_3000=${token}`
    expect(await requireCurrentUser('/account')).toMatchObject({ user: { id: user.id } })
  })

  test.each([
    ['/account', '/sign-in?next=%2Faccount&stay'],
    ['/account?a=b&c=d#e', '/sign-in?next=%2Faccount%3Fa%3Db%26c%3Dd%23e&stay'],
  ])('when a visitor asks for %s, it sends them to %s', async (path, to) => {
    await expect(requireCurrentUser(path)).rejects.toThrow(`redirect ${to}`)
  })
})
