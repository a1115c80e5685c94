import { createHash } from 'node:crypto'
import { listMails } from '@/db/mails'
import type { MailRow } from '@/db/schema'
import type { RequestContext } from '@/lib/auth/request-context'
import { mailToken } from '@/lib/auth/tokens/mail-token'
import { storedMailToken } from '@/lib/auth/tokens/one-time-token'
import { renderMail } from '@/lib/mail/render'

/** A page of mails is rendered at once. */
const MOST = 50

export type OutboxMail = {
  /** Names it in an address: a hash of its id, from which its link is made. */
  mark: string
  to: string
  subject: string
  html: string
  text: string
  /** ISO 8601. */
  createdAt: string
  /** `dropped`: a newer mail has taken its place, or its account has gone. */
  state: 'delivered' | 'waiting' | 'dropped'
}

type Context = Pick<RequestContext, 'config' | 'db'>

const markOf = (id: string) => createHash('sha256').update(id).digest('base64url')

function stateOf({ sentAt, dueAt }: MailRow): OutboxMail['state'] {
  if (sentAt !== null) return 'delivered'
  return dueAt === null ? 'dropped' : 'waiting'
}

async function rendered(context: Context, row: MailRow): Promise<OutboxMail | null> {
  const { config } = context
  // A link that a newer one has taken the place of is stored no more.
  const token = (await storedMailToken(context, row.id)) ?? mailToken(config, row.id)
  const mail = await renderMail(config, { ...row, token })
  return (
    mail && {
      mark: markOf(row.id),
      to: row.recipient,
      createdAt: new Date(row.createdAt).toISOString(),
      state: stateOf(row),
      ...mail,
    }
  )
}

/** The newest mails. What was asked for and has brought no mail is none. */
export async function outboxMails(context: Context): Promise<OutboxMail[]> {
  const rows = await listMails(context.db, MOST)
  const mails = await Promise.all(rows.map((row) => rendered(context, row)))
  return mails.filter((mail) => mail !== null)
}

/** One of them. */
export async function outboxMail(context: Context, mark: string): Promise<OutboxMail | null> {
  const rows = await listMails(context.db, MOST)
  const row = rows.find(({ id }) => markOf(id) === mark)
  return row ? rendered(context, row) : null
}
