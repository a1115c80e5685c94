/** A change and the mail that tells of it, under SIGKILL: both are there after it, or neither. */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from '../../e2e/support/app'
import { type Answer, Client } from '../../e2e/support/client'
import { type AppDatabase, openDatabase } from '../../e2e/support/database'
import { type ReceivedMail, startMailServer } from '../../e2e/support/mail-server'
import { mailTo } from '../../e2e/support/mails'
import { bearer, newPerson, type SignedIn, signIn, signUpAndIn } from '../../e2e/support/people'
import { expect, test } from '../../e2e/support/test'
import { startSeveral } from '../support/several'

type Flow = {
  /** What the row of the mail says it is, before it is sent and after. */
  kinds: string[]
  /** In place of a user with a session. */
  who?(app: App): Who
  /** The token of a link that a mail has brought. */
  link?(who: Who, app: App): Promise<string>
  act(who: Who, given: { database: AppDatabase; token: string }): Promise<Answer>
  /** Has the change happened? */
  took(database: AppDatabase, who: Who): boolean
}
type Who = Pick<SignedIn, 'client' | 'person' | 'accessToken' | 'user'>

const NEW_PASSWORD = 'seven green umbrellas'
const hasNewPassword = (database: AppDatabase, { person }: Who) =>
  database.user(person.email)?.token_version === 1

const newAddress = ({ person }: Who) => `new-${person.email}`
const askForChange = (who: Who) =>
  who.client.post('/api/auth/change-email', { newEmail: newAddress(who) }, bearer(who.accessToken))

/** Every flow that writes a mail with a change, and one that writes nothing but the mail. */
const FLOWS: Record<string, Flow> = {
  'accounts are deleted': {
    kinds: ['account-deleted'],
    act: ({ client, accessToken }) => client.delete('/api/account', bearer(accessToken)),
    took: (database, { person }) => database.user(person.email) === undefined,
  },
  'passwords are changed': {
    kinds: ['password-changed'],
    act: ({ client, accessToken, person }) =>
      client.post(
        '/api/auth/change-password',
        { currentPassword: person.password, newPassword: NEW_PASSWORD },
        bearer(accessToken),
      ),
    took: hasNewPassword,
  },
  'passwords are set by a link': {
    kinds: ['password-changed'],
    act: ({ client, user }, { database }) =>
      client.post('/api/auth/reset-password', {
        token: database.passwordResetToken(user.id),
        newPassword: NEW_PASSWORD,
      }),
    took: hasNewPassword,
  },
  'links for a new password are asked for': {
    kinds: ['forgot-password', 'reset-password'],
    act: ({ client, person }) => client.post('/api/auth/forgot-password', { email: person.email }),
    took: (database, who) =>
      mailsTo(database, who, ['forgot-password', 'reset-password']).length > 0,
  },
  'changes of the address are asked for': {
    kinds: ['email-change-requested'],
    act: askForChange,
    took: ({ native }, { user }) =>
      native
        .prepare(
          "SELECT user_id FROM one_time_tokens WHERE user_id = ? AND purpose = 'confirm-email-change'",
        )
        .get(user.id) !== undefined,
  },
  'changes of the address are confirmed': {
    kinds: ['email-changed'],
    async link(who, app) {
      await askForChange(who)
      return (await mailTo(app, newAddress(who), 'confirm-email-change')).token
    },
    act: ({ client }, { token }) => client.post('/api/auth/confirm-email-change', { token }),
    took: (database, who) => database.user(newAddress(who)) !== undefined,
  },
  'changes of the address are taken back': {
    kinds: ['email-restored'],
    async link(who, app) {
      await askForChange(who)
      return (await mailTo(app, who.person.email, 'email-change-requested')).token
    },
    act: ({ client }, { token }) => client.post('/api/auth/undo-email-change', { token }),
    took: hasNewPassword,
  },
  'accounts are made': {
    kinds: ['sign-up', 'verify-email'],
    who: (app) => ({
      client: new Client(app),
      person: newPerson(),
      accessToken: '',
      user: { id: '', email: '', emailVerified: false, createdAt: '' },
    }),
    act: ({ client, person }) => client.post('/api/auth/sign-up', person),
    took: (database, { person }) => database.user(person.email) !== undefined,
  },
}

const PEOPLE = 8
/** Milliseconds between the calls of two. */
const PACE = 15
/** So many calls are answered when the server is killed. */
const ANSWERED = [0, 2, 5]

type Row = { id: string; sent_at: number | null }

function mailsTo({ native }: AppDatabase, { person }: Pick<Who, 'person'>, kinds: string[]): Row[] {
  const places = kinds.map(() => '?').join()
  const rows = native.prepare(
    `SELECT id, sent_at FROM mails WHERE recipient = ? AND kind IN (${places})`,
  )
  return rows.all(person.email, ...kinds) as Row[]
}

/** The same at each attempt: `lib/mail/transport.ts` makes it. */
const isMailOf =
  ({ id }: Row) =>
  ({ messageId = '' }: ReceivedMail) =>
    messageId.startsWith(`<${createHash('sha256').update(id).digest('hex')}@`)

/** A process that died while it sent has the mail for two minutes: here they have passed. */
const passTime = ({ native }: AppDatabase) =>
  native.prepare('UPDATE mails SET due_at = ? WHERE due_at IS NOT NULL').run(Date.now())

const newcomers = (app: { url: string }) =>
  Promise.all(Array.from({ length: PEOPLE }, () => signUpAndIn(app)))

for (const [name, { kinds, act, took, ...flow }] of Object.entries(FLOWS)) {
  test(`when SIGKILL comes while ${name}, no change is without its mail and no mail without its change, and each is sent`, async ({
    startApp,
  }) => {
    test.setTimeout(600_000)
    const mail = await startMailServer()
    const AUTH_EMAIL_VERIFICATION = flow.who ? 'optional' : 'off'
    const app = await startApp({ env: { SMTP_URL: mail.url, AUTH_EMAIL_VERIFICATION } })
    const database = openDatabase(app)
    let between = 0
    for (const [round, enough] of ANSWERED.entries()) {
      const { who } = flow
      const people: Who[] = who
        ? Array.from({ length: PEOPLE }, () => who(app))
        : await newcomers(app)
      const tokens = await Promise.all(people.map((one) => flow.link?.(one, app) ?? ''))
      // In every other round the mail server is down until the app is back.
      if (round % 2 === 1) await mail.down()
      const answered = new Set<Who>()
      const calls = people.map(async (one, index) => {
        await sleep(index * PACE)
        const answer = await act(one, { database, token: tokens[index] ?? '' }).catch(
          () => undefined,
        )
        if (answer && answer.status < 300) answered.add(one)
      })
      while (answered.size < enough) await sleep(1)
      await app.kill()
      await Promise.all(calls)

      const done = people.filter((one) => took(database, one))
      for (const one of people) {
        const isDone = done.includes(one)
        expect(mailsTo(database, one, kinds), `round ${round}`).toHaveLength(isDone ? 1 : 0)
        if (answered.has(one)) expect(isDone, `round ${round}`).toBe(true)
      }
      if (done.length > 0 && done.length < PEOPLE) between += 1
      if (round % 2 === 1) await mail.up()
      passTime(database)
      await app.restart()
      // What was broken off has left the account usable, and is done when it is asked for again.
      for (const one of people.filter((each) => !done.includes(each))) {
        const again = who ? one : await signIn(app, one.person)
        const token = tokens[people.indexOf(one)] ?? ''
        expect((await act(again, { database, token })).status).toBeLessThan(300)
      }
      for (const one of people) {
        expect(took(database, one)).toBe(true)
        const [row] = mailsTo(database, one, kinds)
        if (!row) throw new Error('there is no mail')
        await mail.waitFor(isMailOf(row))
      }
    }
    expect(between, 'kills that came between the first change and the last').toBeGreaterThan(0)
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
  for (const who of people) {
    const [row] = mailsTo(database, who, ['account-deleted'])
    if (!row) throw new Error('there is no mail')
    passTime(database)
    await mail.waitFor(isMailOf(row))
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
    const database = openDatabase({ databaseUrl: DATABASE_URL })
    const rows = people.flatMap((who) => mailsTo(database, who, ['account-deleted']))
    database.close()
    expect(rows).toHaveLength(people.length)
    for (const row of rows) await mail.waitFor(isMailOf(row))
    // One that is sent twice is sent within the time of a look for others' mails, which is 15 seconds.
    await sleep(17_000)
    const received = mail.mails()
    expect(rows.map((row) => received.filter(isMailOf(row)).length)).toEqual(rows.map(() => 1))
  } finally {
    app.signal('SIGTERM')
    await app.ended
    await mail.close()
  }
})
