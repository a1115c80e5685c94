import { Client } from '../../e2e/support/client'
import { newPerson, signUp } from '../../e2e/support/people'
import { expect, test } from '../../e2e/support/test'
import { deviation, isSameTime, timePairs } from '../support/same-time'

const PAIRS = 300
/** The first ones find code that has not been compiled yet. */
const WARM_UP = 30

test('when a link is asked for, the time does not show whether the address has an account', async ({
  app,
}) => {
  const { email } = await signUp(new Client(app))
  const client = new Client(app)
  const ask = (address: string) => client.post('/api/auth/forgot-password', { email: address })
  const unknown = newPerson().email
  const pairs = await timePairs(
    WARM_UP + PAIRS,
    () => ask(email),
    () => ask(unknown),
  )
  const measured = pairs.slice(WARM_UP)
  expect(isSameTime(measured), `${deviation(measured)} standard deviations apart`).toBe(true)
})

test('when one takes twice the time of another, the same number of pairs shows it', async ({
  app,
}) => {
  const client = new Client(app)
  const ask = () => client.post('/api/auth/forgot-password', { email: newPerson().email })
  const twice = async () => {
    await ask()
    await ask()
  }
  const pairs = await timePairs(WARM_UP + PAIRS, twice, ask)
  expect(isSameTime(pairs.slice(WARM_UP))).toBe(false)
})
