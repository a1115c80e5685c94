import { expect, test } from 'vitest'
import { listSessions } from '../../lib/auth/sessions/manage-sessions'
import { startSession } from '../../lib/auth/sessions/start-session'
import { DEVICE, SECOND, START, scene } from '../../lib/auth/testing'

const { addUser, at, signIn, db, config } = await scene({
  AUTH_MAX_SESSIONS: '3',
})

const later = (seconds: number) => START + seconds * SECOND

test('when a person has more than that already, the next sign-in ends all of them but the newest', async () => {
  const user = await addUser()
  const roomy = { ...config, maxSessions: 400 }
  for (let index = 0; index < 250; index += 1) {
    await startSession({ ...at(later(index)), config: roomy }, user, DEVICE)
  }
  await signIn(user, later(300))
  const now = later(301)
  expect(
    await listSessions({ config: roomy, db, now }, { userId: user.id, sessionId: '' }),
  ).toHaveLength(3)
})
