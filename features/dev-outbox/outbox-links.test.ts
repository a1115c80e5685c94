import { expect, test } from 'vitest'
import { findToken } from '@/db/one-time-tokens'
import { requestEmailChange } from '@/lib/auth/account/email-change'
import { SECRET, START, scene, testConfig } from '@/lib/auth/testing'
import { presented } from '@/lib/auth/tokens/one-time-token'
import { outboxMails } from './outbox'

const { at, caller, db } = await scene()

test('when AUTH_SECRET is changed, the links of mails that are there still work', async () => {
  const asking = await caller()
  await requestEmailChange(at(START), asking, 'new@example.com')
  const config = testConfig({
    AUTH_SECRET: 'q8Zt3xW0pVn5Lr7cJ2mKdA4sYbHfUeGi1oXvRk9TNwE',
    AUTH_SECRET_PREVIOUS: SECRET,
  })
  const mail = (await outboxMails({ config, db })).find(({ to }) => to === 'new@example.com')
  const [, token = ''] = /#token=([\w-]{43})$/m.exec(mail?.text ?? '') ?? []
  const found = await findToken(db, presented(token, 'confirm-email-change'), START)
  expect(found).toMatchObject({ user: { id: asking.user.id } })
})
