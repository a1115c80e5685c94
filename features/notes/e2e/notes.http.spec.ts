import { bearer, signUpAndIn } from '../../../e2e/support/people'
import { expectProblem } from '../../../e2e/support/problems'
import { expect, test } from '../../../e2e/support/test'

type Note = { id: string; text: string; createdAt: string }

test('when a user adds, lists and deletes notes, each call does that to their own notes alone', async ({
  app,
  someone,
}) => {
  const { client, accessToken } = await signUpAndIn(app)
  const mine = bearer(accessToken)
  const text = 'Füße & <b>boots</b>\n🎒'
  const added = await client.post('/api/notes', { text, owner: someone.user.id }, mine)
  expect(added.status).toBe(201)
  const { note } = added.json<{ note: Note }>()
  expect(note.text).toBe(text)

  const list = await client.get('/api/notes', mine)
  expect(list.json()).toEqual({ notes: [note], nextCursor: null })
  const theirs = bearer(someone.accessToken)
  expect((await someone.client.get('/api/notes', theirs)).text).not.toContain(note.id)
  const path = `/api/notes/${note.id}`
  const foreign = await someone.client.send('DELETE', path, { headers: theirs })
  expectProblem(foreign, 'not-found')

  expect((await client.get('/api/account/export', mine)).json()).toMatchObject({ notes: [note] })
  expect((await client.send('DELETE', path, { headers: mine })).status).toBe(204)
  expectProblem(await client.send('DELETE', path, { headers: mine }), 'not-found')
  expect((await client.get('/api/notes', mine)).json()).toEqual({ notes: [], nextCursor: null })
})
