/** AUTH_REUSE_SCOPE=session: a stolen copy ends its own session, and no page claims more. */

import {
  callMe,
  pressCall,
  refreshTokenOf,
  signUpOnPage,
  title,
} from '../../e2e/browser/support/pages'
import { holderOf, LONG_AGO, newestSession, SAVED } from '../../e2e/browser/support/sessions'
import { expect, test } from '../../e2e/browser/support/test'
import { newPerson } from '../../e2e/support/people'

test.use({ settings: { AUTH_REUSE_SCOPE: 'session' } })

test('when one session is ended, its device shows that, and the other device goes on', async ({
  app,
  database,
  otherDevice,
  page,
}) => {
  const person = newPerson()
  await signUpOnPage(page, person)
  await callMe(page)
  const { id } = newestSession(database, person)
  const copy = (await refreshTokenOf(page.context())) ?? ''
  const other = await otherDevice(person)
  database.age(id, 'rotated_at', LONG_AGO)
  await page.reload()
  await callMe(page)
  database.age(id, 'rotated_at', SAVED)
  await callMe(page)
  expect((await holderOf(app, copy).post('/api/auth/refresh')).status).toBe(401)

  await pressCall(page)
  await expect(title(page, 'We ended this session to protect you')).toBeVisible()
  await expect(page.getByRole('main')).toContainText('your other sessions go on')
  await expect(page.getByRole('main')).toContainText('change your password')
  await callMe(other)
})
