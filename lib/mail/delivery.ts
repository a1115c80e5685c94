/**
 * Mails leave here, after the answer to what they tell of: at least once, by one of several processes, and
 * again after a failure until they are a day old.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '../../db/client'
import { causeOf, isDatabaseAway } from '../../db/errors'
import { claimMail, dueMails, updateMail } from '../../db/mails'
import type { MailRow } from '../../db/schema'
import { onMailWaiting } from '../auth/mails'
import { mailToken } from '../auth/tokens/mail-token'
import { isLocal } from '../config/app-url'
import type { Config } from '../config/config'
import { log } from '../log/log'
import { warnSampled } from '../log/warn-sampled'
import { renderMail } from './render'
import { resolveMail } from './resolve'
import { createTransport } from './transport'

/** In milliseconds. A process that dies while it sends leaves the mail to the others after the lease. */
const LEASE = 120_000
const GIVE_UP = 86_400_000
const FIRST_PAUSE = 10_000
const LONGEST_PAUSE = 3_600_000
/** How often it looks for what others have left, or no one has said. */
const POLL = 15_000
/** The answer has gone by then. */
const SOON = 50
/** Tried at the same time. */
const AT_A_TIME = 4

/** When a mail is tried again that could not be sent, in milliseconds; null: never. */
export function nextAttempt(
  { attempts, createdAt }: Pick<MailRow, 'attempts' | 'createdAt'>,
  now: number,
): number | null {
  if (now - createdAt >= GIVE_UP) return null
  return now + Math.min(FIRST_PAUSE * 2 ** Math.max(0, attempts - 1), LONGEST_PAUSE)
}

type Delivery = Pick<Connection, 'db' | 'now'> & {
  config: Config
  /** Null: there is no server, and the mail is kept. */
  transport: Pick<ReturnType<typeof createTransport>, 'send'> | null
}

/**
 * Tries the mails whose time has come, some at a time.
 *
 * @returns whether there may be more.
 */
export async function deliverDue(delivery: Delivery): Promise<boolean> {
  const { db, now } = delivery
  const due = await dueMails(db, now(), AT_A_TIME)
  await Promise.all(
    due.map(async (mail) => {
      if (await claimMail(db, mail, now() + LEASE)) await deliver(delivery, mail)
    }),
  )
  return due.length === AT_A_TIME
}

async function deliver(delivery: Delivery, mail: MailRow): Promise<void> {
  const { db, config, transport, now } = delivery
  const attempts = mail.attempts + 1
  try {
    const resolved = await resolveMail({ db, config, now: now() }, mail)
    const rendered = resolved && (await renderMail(config, resolved))
    if (!resolved || !rendered) {
      // The work of a mail all the same: a stranger who asks for mails, and measures how busy the server is, must
      // not see which addresses have an account.
      const token = mailToken(config, mail.id)
      await renderMail(config, { ...mail, kind: 'reset-password', token })
      await updateMail(db, mail.id, { dueAt: null })
      return
    }
    const { kind, userId } = resolved
    // Before it is sent: where the process dies after that, what is sent again is the same.
    await updateMail(db, mail.id, { kind, userId })
    await transport?.send({ id: mail.id, to: mail.recipient, ...rendered })
    await updateMail(db, mail.id, { dueAt: null, sentAt: now() })
    const about = { kind, userId, attempts }
    if (transport) log.info({ event: 'mail_sent', ...about })
    else if (isLocal(config.appUrl)) log.info({ event: 'mail_kept', ...about })
    else log.warn({ event: 'mail_not_sent', ...about })
  } catch (error) {
    const dueAt = nextAttempt({ ...mail, attempts }, now())
    const about = { kind: mail.kind, userId: mail.userId, attempts, error: causeOf(error) }
    if (dueAt === null) log.error({ event: 'mail_given_up', ...about })
    else warnSampled({ event: 'mail_delayed', ...about })
    await updateMail(db, mail.id, { dueAt })
  }
}

/** Delivers from now on; keeps no process alive. On SIGTERM it begins no other mail. */
export function deliverMails(connection: Pick<Connection, 'db' | 'now'>, config: Config): void {
  const transport =
    config.smtpUrl === null
      ? null
      : createTransport({ smtpUrl: config.smtpUrl, from: config.mailFrom })
  const stopping = new AbortController()
  process.once('SIGTERM', () => stopping.abort())
  let wake = new AbortController()
  onMailWaiting(() => setTimeout(() => wake.abort(), SOON).unref())

  const run = async () => {
    while (!stopping.signal.aborted) {
      wake = new AbortController()
      const more = await deliverDue({ ...connection, config, transport }).catch(
        (error: unknown) => {
          const level = isDatabaseAway(error) ? 'info' : 'warn'
          log[level]({ event: 'mail_delivery_failed', error: causeOf(error) })
          return false
        },
      )
      const signal = AbortSignal.any([stopping.signal, wake.signal])
      if (!more) await sleep(POLL, undefined, { ref: false, signal }).catch(() => undefined)
    }
    transport?.close()
  }
  void run()
}
