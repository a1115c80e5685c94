import { bearer, type SignedIn, signIn, signUpAndIn } from '../../e2e/support/people'
import { expectProblem } from '../../e2e/support/problems'
import { expect, test } from '../../e2e/support/test'

type Event = { id: string; type: string; sessionId: string | null; current: boolean }
type Page = { events: Event[]; nextCursor: string | null }

async function page({ client, accessToken }: SignedIn, query = ''): Promise<Page> {
  const answer = await client.get(`/api/account/events${query}`, bearer(accessToken))
  expect(answer.status).toBe(200)
  expect(answer.headers['cache-control']).toBe('no-store')
  return answer.json<Page>()
}

test.describe('when events are read in pages', () => {
  test('each comes once, in order, also when others arrive and share their time', async ({
    app,
    database,
  }) => {
    const here = await signUpAndIn(app)
    const insert = database.native.prepare(
      `INSERT INTO security_events (id, user_id, session_id, type, created_at, ip, user_agent)
       VALUES (?, ?, NULL, 'sign-in-failed', ?, NULL, NULL)`,
    )
    const id = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
    for (let index = 0; index < 25; index += 1) {
      insert.run(id(index), here.user.id, 1_000 + Math.floor(index / 5))
    }
    const whole = (await page(here, '?limit=100')).events.map((event) => event.id)
    expect(whole).toHaveLength(27)
    expect((await page(here)).events).toHaveLength(20)

    const seen: string[] = []
    let cursor: string | null = null
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const next = await page(here, `?limit=4${query}`)
      seen.push(...next.events.map((event) => event.id))
      expect(next.events.length === 4 || next.nextCursor === null).toBe(true)
      cursor = next.nextCursor
      // What is newer than the first page belongs to none of the later ones.
      if (cursor !== null) await signIn(app, here.person)
    } while (cursor !== null)
    expect(seen).toEqual(whole)
  })

  test('the last page has no cursor, also when it is full', async ({ app }) => {
    const here = await signUpAndIn(app)
    expect((await page(here, '?limit=2')).nextCursor).toBeNull()
    expect((await page(here, '?limit=1')).nextCursor).not.toBeNull()
  })

  test('a cursor of one account shows nothing of another one', async ({ app, someone }) => {
    const here = await signUpAndIn(app)
    const { nextCursor } = await page(here, '?limit=1')
    const { events } = await page(someone, `?limit=100&cursor=${nextCursor}`)
    const own = (await page(here, '?limit=100')).events.map(({ id }) => id)
    for (const { id } of events) expect(own).not.toContain(id)
  })

  test('a wrong limit or cursor is 422', async ({ someone: { client, accessToken } }) => {
    const cursor = (text: string) => `cursor=${Buffer.from(text).toString('base64url')}`
    for (const query of [
      'limit=0',
      'limit=101',
      'limit=-1',
      'limit=1.5',
      'limit=',
      'limit=1e1',
      'limit=5&limit=6',
      'cursor=',
      'cursor=nonsense',
      cursor('1 2'),
      cursor(`1 ${"' OR 1=1 --".padEnd(36, '-')}`),
      cursor(`99999999999999999999 ${'0'.repeat(36)}`),
    ]) {
      const answer = await client.get(`/api/account/events?${query}`, bearer(accessToken))
      const problem = expectProblem(answer, 'invalid-input')
      expect(problem.errors, query).toEqual([
        { path: query.slice(0, query.indexOf('=')), message: expect.stringMatching(/\.$/) },
      ])
    }
  })
})
