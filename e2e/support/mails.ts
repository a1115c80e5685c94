/** The mails of the app, as its database has them once they were delivered. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { MailKind } from '../../db/schema'
import { mailToken } from '../../lib/auth/tokens/mail-token'
import type { App } from './app'
import { openDatabase } from './database'

/** In milliseconds. */
const LIMIT = 30_000
const POLL = 50

export type DeliveredMail = {
  id: string
  kind: MailKind
  /** Of the link in it, where it has one. */
  token: string
}

/**
 * Waits for the newest mail of a kind that an address was sent.
 *
 * @param kind as it was delivered: what a stranger has asked for is another one by then.
 * @param known mails that the test has seen already.
 * @throws where none is there in time.
 */
export async function mailTo(
  app: Pick<App, 'databaseUrl' | 'secret'>,
  address: string,
  kind: MailKind,
  known: Pick<DeliveredMail, 'id'>[] = [],
): Promise<DeliveredMail> {
  const limit = Date.now() + LIMIT
  for (;;) {
    const mail = deliveredTo(app, address).find(
      (one) => one.kind === kind && known.every(({ id }) => id !== one.id),
    )
    if (mail) return mail
    if (Date.now() > limit) throw new Error(`No mail of kind ${kind} to ${address}`)
    await sleep(POLL)
  }
}

/** What an address was sent, the newest first. */
export function deliveredTo(
  app: Pick<App, 'databaseUrl' | 'secret'>,
  address: string,
): DeliveredMail[] {
  const { native, close } = openDatabase(app)
  try {
    const rows = native
      .prepare(
        'SELECT id, kind FROM mails WHERE recipient = ? AND sent_at IS NOT NULL ORDER BY created_at DESC, id DESC',
      )
      .all(address) as Omit<DeliveredMail, 'token'>[]
    return rows.map((row) => ({ ...row, token: mailToken(app, row.id) }))
  } finally {
    close()
  }
}

/** Waits until no mail is left to be sent: what comes of each is decided by then. */
export async function allDelivered(app: Pick<App, 'databaseUrl'>): Promise<void> {
  const { native, close } = openDatabase(app)
  const limit = Date.now() + LIMIT
  try {
    while (native.prepare('SELECT id FROM mails WHERE due_at IS NOT NULL').get()) {
      if (Date.now() > limit) throw new Error('Some mails were not delivered in time')
      await sleep(POLL)
    }
  } finally {
    close()
  }
}
