/** The same use cases as a caller has them: requests to a process of the built app. */
import http from 'node:http'
import { eq, sql } from 'drizzle-orm'
import { sessions, users } from '../../../db/schema'
import type { RequestContext } from '../../../lib/auth/request-context'
import { refreshCookieName } from '../../../lib/http/cookies'
import { concurrently } from '../lib/concurrently'
import { expect, type Operations } from './operations'
import type { Browser } from './people'

type Asked = { method?: string; headers?: Record<string, string> }
type Answered = { status: number; headers: http.IncomingHttpHeaders; body: string }

/**
 * @param active browsers of people who stay signed in.
 * @param leaving browsers of people who sign out everywhere.
 */
export async function operationsOver(
  origin: string,
  { db }: RequestContext,
  active: Browser[],
  leaving: Browser[],
): Promise<Operations> {
  const cookieName = refreshCookieName({ secure: false, publicPort: Number(new URL(origin).port) })
  const agent = new http.Agent({ keepAlive: true })
  const ask = (path: string, { method = 'GET', headers = {} }: Asked): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const request = http.request(`${origin}${path}`, { method, headers, agent }, (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (chunk) => {
          body += chunk
        })
        response.once('error', reject).once('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
        })
      })
      request.once('error', reject).end()
    })
  const bearer = ({ accessToken }: Browser) => ({ authorization: `Bearer ${accessToken}` })
  const at = <T>(list: T[], index: number) => list[index % list.length] as T

  return {
    /** Those who left everywhere are let in again: a session counts at its person's token version. */
    async prepare(name) {
      if (name !== 'sign-out everywhere, call refused') return
      await concurrently(leaving.length, async (index) => {
        const { session, user } = leaving[index] as Browser
        const version = sql`(select ${users.tokenVersion} from ${users} where ${users.id} = ${user.id})`
        await db.update(sessions).set({ tokenVersion: version }).where(eq(sessions.id, session.id))
      })
    },

    async refresh(index) {
      const browser = at(active, index)
      const headers = { cookie: `${cookieName}=${browser.refreshToken}` }
      const answer = await ask('/api/auth/refresh', { method: 'POST', headers })
      expect(answer.headers['session-refresh'] === 'rotated', 'a refresh did not rotate')
      browser.refreshToken = /=([^;]+)/.exec(answer.headers['set-cookie']?.[0] ?? '')?.[1] ?? ''
    },

    async 'guarded call'(index) {
      const { status } = await ask('/api/me', { headers: bearer(at(active, index)) })
      expect(status === 200, 'a guarded call was refused')
    },

    async 'sign-out everywhere, call refused'(index) {
      const headers = bearer(at(leaving, index))
      const left = await ask('/api/auth/logout-all', { method: 'POST', headers })
      expect(left.status === 204, `a sign-out everywhere was answered with ${left.status}`)
      const { status } = await ask('/api/me', { headers })
      expect(status === 401, 'a call went on after sign-out')
    },

    async 'sessions list'(index) {
      const { body } = await ask('/api/account/sessions', { headers: bearer(at(active, index)) })
      const { sessions } = JSON.parse(body) as { sessions?: object[] }
      expect(sessions?.length === 5, 'a list has not every session')
    },
  }
}
