// Machine: a clone need not edit this file.
import type { IncomingMessage } from 'node:http' // feature: dev-outbox
import { addressOf } from '../auth/sessions/ip-address'
import { isLocal, isLoopbackHost } from '../config/app-url'
import { type Config, isDevelopment } from '../config/config'
import { MAIL_OUTBOX, MAIL_OUTBOX_PATH, NO_MAIL } from '../contract/mail-outbox'
import { membersOf } from './header-values'
import type { AnswerHeaders } from './problem'
import { resolvedPath } from './routes' // feature: dev-outbox

/** What shows mails. */
const SHOWN_BY: string[] = [
  'dev-outbox', // feature: dev-outbox
]

/**
 * Are mails to be read at /dev/outbox? It shows every link to everyone who opens it. So there is none on a
 * public server. On the computer of a developer there is none under a public name, by which others reach it through a
 * tunnel, and none for another machine, which may call this one `localhost`.
 *
 * @param headers of the request, as `incoming.ts` leaves them.
 * @public For features/dev-outbox.
 */
export function hasOutbox(
  { smtpUrl, appUrl }: Pick<Config, 'smtpUrl' | 'appUrl'>,
  headers: Pick<Headers, 'get'>,
): boolean {
  const host = headers.get('host')
  const url = `http://${host}`
  return (
    SHOWN_BY.length > 0 &&
    smtpUrl === null &&
    (isDevelopment || isLocal(appUrl)) &&
    host !== null &&
    URL.canParse(url) &&
    isLoopbackHost(new URL(url).hostname) &&
    membersOf(headers.get('x-forwarded-for')).every(isLoopbackAddress)
  )
}

/** Every address on the way has to be one, also where TRUSTED_PROXIES trusts more of them than there are. */
function isLoopbackAddress(entry: string): boolean {
  const address = addressOf(entry)
  return address === '::1' || (address !== null && isLoopbackHost(address))
}

// feature: dev-outbox
/** Is this the address of the outbox, or below it, where there is none? Then it is answered as one that is none. */
export function isHiddenOutbox(
  config: Pick<Config, 'smtpUrl' | 'appUrl'>,
  { url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>,
): boolean {
  const isIts = url.startsWith('/') && `${resolvedPath(url)}/`.startsWith(`${MAIL_OUTBOX_PATH}/`)
  const get = (name: string) => headers[name]?.toString() ?? null
  return isIts && !hasOutbox(config, { get })
}
// /feature: dev-outbox

/** Where mails are that no server sends: the path, or `NO_MAIL`; null where one sends them, or who asks may not read them. */
export function mailPlace(
  config: Pick<Config, 'smtpUrl' | 'appUrl'>,
  headers: Pick<Headers, 'get'>,
): string | null {
  if (hasOutbox(config, headers)) return MAIL_OUTBOX_PATH
  return config.smtpUrl === null && !isLocal(config.appUrl) ? NO_MAIL : null
}

/** For the answer to a call that has written a mail, the same whether or not there is one. */
export function outboxHeader(
  config: Pick<Config, 'smtpUrl' | 'appUrl'>,
  { headers }: Pick<Request, 'headers'>,
): AnswerHeaders {
  const place = mailPlace(config, headers)
  return place === null ? {} : { [MAIL_OUTBOX]: place }
}

/** The same for a call whose mail is there only where addresses are verified. */
export const verificationOutbox = (
  config: Parameters<typeof outboxHeader>[0] & Pick<Config, 'emailVerification'>,
  request: Pick<Request, 'headers'>,
): AnswerHeaders => (config.emailVerification === 'off' ? {} : outboxHeader(config, request))
