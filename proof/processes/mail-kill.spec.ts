/** A change and the mail that tells of it, under SIGKILL: both are there after it, or neither. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from '../../e2e/support/app'
import type { Answer } from '../../e2e/support/client'
import { type AppDatabase, openDatabase } from '../../e2e/support/database'
import { startMailServer } from '../../e2e/support/mail-server'
import { bearer, type SignedIn, signIn, signUpAndIn } from '../../e2e/support/people'
import { expect, test } from '../../e2e/support/test'
import { startSeveral } from '../support/several'

/** `kind`: of the mail; `took`: has the change happened? */
type Flow = {
  kind: string
  act(who: SignedIn): Promise<Answer>
  took(database: AppDatabase, who: SignedIn): boolean
}

/** Every flow that writes a mail with a change. */
const FLOWS: Record<string, Flow> = {
  'deleting the account': {
    kind: 'account-deleted',
    act: ({ client, accessToken }) => client.delete('/api/account', bearer(accessToken)),
    took: (database, { user }) => database.user(user.email) === undefined,
  },
}

const PEOPLE = 8
/** In milliseconds, after the calls have begun: before the first statement, between two, while mails are sent. */
const KILLS = [2, 10, 25, 60, 150, 400]

const mailsTo = (database: AppDatabase, { user }: SignedIn, kind: string) =>
  database.native
    .prepare('SELECT sent_at FROM mails WHERE recipient = ? AND kind = ?')
    .all(user.email, kind)

/** A process that died while it sent has the mail for two minutes: here they have passed. */
const passTime = ({ native }: AppDatabase) =>
  native.prepare('UPDATE mails SET due_at = ? WHERE due_at IS NOT NULL').run(Date.now())

const newcomers = (app: { url: string }) =>
  Promise.all(Array.from({ length: PEOPLE }, () => signUpAndIn(app)))

for (const [name, { kind, act, took }] of Object.entries(FLOWS)) {
  test(`when SIGKILL comes while ${name}, no change is without its mail and no mail without its change, and each is sent`, async ({
    startApp,
  }) => {
    test.setTimeout(600_000)
    const mail = await startMailServer()
    const env = { SMTP_URL: mail.url, AUTH_EMAIL_VERIFICATION: 'off' }
    const app: App = await startApp({ env })
    const database = openDatabase(app)
    let killedBetween = 0
    for (const [round, delay] of KILLS.entries()) {
      const people = await newcomers(app)
      // In every other round the mail server is down until the app is back.
      if (round % 2 === 1) await mail.down()
      const calls = people.map((who) => act(who).catch(() => undefined))
      await sleep(delay)
      await app.kill()
      await Promise.all(calls)

      const done = people.filter((who) => took(database, who))
      for (const who of people) {
        const expected = done.includes(who) ? 1 : 0
        expect(mailsTo(database, who, kind), `kill after ${delay} ms`).toHaveLength(expected)
      }
      if (done.length > 0 && done.length < PEOPLE) killedBetween += 1
      if (round % 2 === 1) await mail.up()
      passTime(database)
      await app.restart()
      for (const { user } of done) await mail.waitFor(user.email)
      // What was broken off has left the account usable, and is done when it is asked for again.
      for (const { person } of people.filter((who) => !done.includes(who))) {
        const again = await signIn(app, person)
        expect((await act(again)).status).toBeLessThan(300)
        await mail.waitFor(again.user.email)
      }
    }
    expect(killedBetween, 'kills that came between the first change and the last').toBeGreaterThan(
      0,
    )
    database.close()
    await mail.close()
  })
}

test('when the mail server is away for a while, each mail is sent once it is back', async ({
  startApp,
}) => {
  test.setTimeout(300_000)
  const mail = await startMailServer()
  const app = await startApp({ env: { SMTP_URL: mail.url, AUTH_EMAIL_VERIFICATION: 'off' } })
  const database = openDatabase(app)
  const people = await newcomers(app)
  await mail.down()
  for (const who of people) {
    expect((await who.client.delete('/api/account', bearer(who.accessToken))).status).toBe(204)
  }
  const delayed = () => app.output.filter((line) => line.includes('"event":"mail_delayed"')).length
  await expect.poll(delayed, { timeout: 60_000 }).toBeGreaterThan(0)
  await mail.up()
  for (const { user } of people) {
    passTime(database)
    await mail.waitFor(user.email)
  }
  database.close()
  await mail.close()
})

test('when two processes send, each mail is sent once', async () => {
  test.setTimeout(300_000)
  const mail = await startMailServer()
  const DATABASE_URL = `file:${test.info().outputPath('app.db')}`
  const env = { DATABASE_URL, SMTP_URL: mail.url, AUTH_EMAIL_VERIFICATION: 'off' }
  const app = await startSeveral(2, env)
  try {
    await app.untilReady(2)
    const people = (await Promise.all([newcomers(app), newcomers(app), newcomers(app)])).flat()
    await Promise.all(
      people.map(({ client, accessToken }) => client.delete('/api/account', bearer(accessToken))),
    )
    for (const { user } of people) await mail.waitFor(user.email)
    // One that is sent twice is sent within the time of a look for others' mails, which is 15 seconds.
    await sleep(17_000)
    const received = mail.mails().flatMap(({ recipients }) => recipients)
    expect(received.sort()).toEqual(people.map(({ user }) => user.email).sort())
  } finally {
    app.signal('SIGTERM')
    await app.ended
    await mail.close()
  }
})
