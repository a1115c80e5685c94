/** What becomes of a mail whose time has come, decided by the account that there is by then. */
import { isSuperseded, sentMails } from '../../db/mails'
import {
  endOneTimeToken,
  hasTokenThatEnds,
  isReservedEmail,
  putOneTimeToken,
} from '../../db/one-time-tokens'
import type { MailKind, MailRow, OneTimePurpose, UserRow } from '../../db/schema'
import { findUserByEmail } from '../../db/users'
import type { RequestContext } from '../auth/request-context'
import { mailToken } from '../auth/tokens/mail-token'
import { storedMailToken, tokenRow } from '../auth/tokens/one-time-token'
import { LINK_LIFETIMES } from '../contract/link-lifetimes'
import type { MailWithToken } from './message'

/** Mails of one kind that an address gets in a day: an attacker must not fill a mailbox. */
const MOST_A_DAY = 10
const DAY = 86_400_000

/**
 * Kinds that go on beyond that, at most one in this time, in milliseconds: an attacker who has used the day's mails up
 * must not keep an owner from recovering the account. As long as a link lives, so the last one of them still works.
 */
const GOES_ON: Partial<Record<MailKind, number>> = {
  'reset-password': LINK_LIFETIMES['password-reset'].ms,
  // One comes of each undo, whose links are capped themselves.
  'email-restored': 0,
}

const VERIFY = {
  purpose: 'verify-email',
  supersededBy: ['sign-up', 'resend-verification', 'verify-email', 'finish-sign-up'],
} as const
const RESET = {
  purpose: 'password-reset',
  supersededBy: ['forgot-password', 'reset-password', 'finish-sign-up'],
} as const

/**
 * The token that a mail brings, where it counts from when the mail is sent, and the mails that take its place:
 * one that waited must not end the link of a newer one.
 */
const ISSUED_WHEN_SENT: Partial<
  Record<MailKind, { purpose: OneTimePurpose; supersededBy: readonly MailKind[] }>
> = {
  'verify-email': VERIFY,
  'finish-sign-up': { ...RESET, supersededBy: [...RESET.supersededBy, 'sign-up'] },
  'reset-password': RESET,
  'email-restored': RESET,
}

/** What the token of a mail is for that was stored with what the mail tells of. */
const ISSUED_WHEN_ASKED: Partial<Record<MailKind, OneTimePurpose>> = {
  'confirm-email-change': 'confirm-email-change',
  'email-change-requested': 'undo-email-change',
  'email-changed': 'undo-email-change',
}

/** When a link ends that was made as this mail was asked for. */
const endOf = (purpose: OneTimePurpose, { createdAt }: MailRow) =>
  createdAt + LINK_LIFETIMES[purpose].ms

type Context = Pick<RequestContext, 'config' | 'db' | 'now'>

/**
 * Decides what is sent, and stores the token of its link.
 *
 * @returns the row as it is to be sent; null where nothing is.
 * @throws where a secret made the link that this process does not know.
 */
export async function resolveMail(context: Context, mail: MailRow): Promise<MailWithToken | null> {
  const { db, config, now } = context
  const asked =
    mail.kind === 'sign-up' ||
    mail.kind === 'resend-verification' ||
    mail.kind === 'forgot-password'
  const user = await findUserByEmail(db, mail.recipient)
  const kind = asked ? messageFor(mail, user) : mail.kind
  if (kind === null) return null
  const userId = asked ? (user?.id ?? null) : mail.userId
  if (kind === 'confirm-email-change') {
    // The owner of a taken address can do nothing about it, and a stranger must not write to them by way of us.
    const reserved = { now, exceptFor: userId ?? undefined }
    if (user || (await isReservedEmail(db, mail.recipient, reserved))) return null
  } else {
    const sent = await sentMails(db, { recipient: mail.recipient, kind, since: now - DAY })
    if (sent.count >= MOST_A_DAY && now - sent.last < (GOES_ON[kind] ?? DAY)) return null
  }
  const stored = await storedMailToken(context, mail.id)
  const waiting = ISSUED_WHEN_ASKED[kind]
  // Of no user: the account has gone, and its links with it, and an earlier address hears of the change all the same.
  if (stored === undefined && waiting && userId !== null) {
    // An undo has ended it, or a newer one has taken its place.
    if (!(await hasTokenThatEnds(db, userId, waiting, endOf(waiting, mail)))) return null
    throw new Error(NO_SECRET)
  }
  const token = stored ?? mailToken(config, mail.id)
  const issued = ISSUED_WHEN_SENT[kind]
  if (issued) {
    // The account has gone, or the mailbox is another's by now.
    if (!user || user.id !== userId || user.disabledAt !== null) return null
    if (await isSuperseded(db, mail, issued.supersededBy)) return null
    const { purpose } = issued
    const { id, credentialVersion, email } = user
    const row = tokenRow(token, purpose, { userId: id, credentialVersion, email, now })
    // It was used, so an earlier mail arrived; or the operator has made a link since.
    if ((await putOneTimeToken(db, row, endOf(purpose, mail))).length === 0) return null
    // Who begins again with an address chooses the password: what an earlier sign-up was sent proves nothing more.
    if (kind === 'finish-sign-up') {
      await endOneTimeToken(db, id, 'verify-email', endOf('verify-email', mail))
    }
  }
  return { ...mail, kind, userId, token }
}

const NO_SECRET =
  'Neither AUTH_SECRET nor AUTH_SECRET_PREVIOUS makes the link of this mail (docs/keys.md).'

/** What someone gets who entered an address, by the account that has it. */
function messageFor(
  { kind, userId }: Pick<MailRow, 'kind' | 'userId'>,
  user: UserRow | undefined,
): MailKind | null {
  if (!user || user.disabledAt !== null) return null
  if (kind === 'forgot-password') return 'reset-password'
  if (user.emailVerifiedAt !== null) return 'already-signed-up'
  // An account that another sign-up has made may have the password of an attacker.
  return kind === 'sign-up' && user.id !== userId ? 'finish-sign-up' : 'verify-email'
}
