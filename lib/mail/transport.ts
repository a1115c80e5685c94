/** Hands mails to the server of SMTP_URL. */
import { createHash } from 'node:crypto'
import { domainToASCII } from 'node:url'
import { createTransport as createPool, type NodemailerError } from 'nodemailer'
import { isLoopbackHost } from '../config/app-url'
import { readMailFrom, readSmtpUrl } from '../config/mail-settings'

/** In milliseconds. */
const TIMES = {
  /** Until the server has greeted. */
  connect: 10_000,
  /** How long the server may say nothing. */
  silence: 15_000,
  /** All of a mail: a server that sends a byte now and then is never silent. */
  whole: 30_000,
}
/** Then this side closes a connection, before the server does and costs the next mail an attempt. */
const IDLE_TIMEOUT = 20_000

/** @property id names the row: the links of the mail are made from it, so it leaves as a hash only. */
export type OutgoingMail = {
  id: string
  to: string
  subject: string
  html: string
  text: string
}

export type MailTransport = {
  /** @throws MailNotSent */
  send(mail: OutgoingMail): Promise<void>
  /** Ends the connections; a mail that is under way goes out first. */
  close(): void
}

/** Its message is fit for the log: it has no address and nothing of the mail. */
export class MailNotSent extends Error {
  override name = 'MailNotSent'
  /** The codes say why, and where it was thrown says nothing. */
  override stack = undefined
}

/**
 * Opens no connection before the first mail. `smtpUrl` and `from` are SMTP_URL and MAIL_FROM.
 *
 * @throws Error where one of them is wrong; the start has checked both.
 */
export function createTransport(
  settings: { smtpUrl: string; from: string },
  times: Partial<typeof TIMES> = {},
): MailTransport {
  const { connect, silence, whole } = { ...TIMES, ...times }
  const [server, from] = [readSmtpUrl(settings.smtpUrl), readMailFrom(settings.from)]
  if ('message' in server) throw new Error(`SMTP_URL ${server.message}`)
  if ('message' in from) throw new Error(`MAIL_FROM ${from.message}`)
  const { host, auth } = server.value
  const onThisMachine = isLoopbackHost(host)
  const domain = domainToASCII(from.value.address.replace(/^.*@/, ''))
  const pool = createPool({
    ...server.value,
    // No brackets around an IPv6 address here.
    host: host.replace(/^\[|\]$/g, ''),
    // An attacker on the way who hides STARTTLS must not get the password.
    requireTLS: auth !== undefined && !onThisMachine,
    // Nothing is on the way, and no authority certifies such a host.
    tls: { rejectUnauthorized: !onThisMachine },
    pool: true,
    maxConnections: 2,
    maxRequeues: 1,
    connectionTimeout: connect,
    dnsTimeout: connect,
    socketTimeout: silence,
    idleTimeout: IDLE_TIMEOUT,
  })
  return {
    async send({ id, to, subject, html, text }) {
      try {
        await pool.sendMail({
          from: from.value,
          // As an object: a text would be read as a list of addresses.
          to: { name: '', address: to },
          subject,
          html,
          text,
          // The same at each attempt: a mailbox that gets the mail twice can tell.
          messageId: `<${createHash('sha256').update(id).digest('hex')}@${domain}>`,
          // No out-of-office note comes back (RFC 3834 section 5).
          headers: { 'Auto-Submitted': 'auto-generated' },
          disableFileAccess: true,
          disableUrlAccess: true,
          signal: AbortSignal.timeout(whole),
        })
      } catch (error) {
        throw new MailNotSent(reasonOf(error as NodemailerError))
      }
    },
    close: () => pool.close(),
  }
}

/** Codes and numbers only (RFC 3463): the words of a server repeat the address of the user. */
function reasonOf(error: NodemailerError): string {
  const { code, originalCode, timeoutType, command, responseCode, response } = error
  const status = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(response ?? '')?.[0]
  const known = [code, originalCode, timeoutType, command, responseCode, status].filter(Boolean)
  return known.join(' ') || error.name
}
