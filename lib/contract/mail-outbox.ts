/**
 * Where mails can be read while no server sends them: `lib/http/mail-outbox.ts` says when. The answer to a call
 * that writes a mail has the path in this header, so that a page can tell where the mail is.
 */
export const MAIL_OUTBOX = 'Mail-Outbox'
export const MAIL_OUTBOX_PATH = '/dev/outbox'
/** In place of the path, on a public server that no mail server is set for: the mail reaches no one. */
export const NO_MAIL = 'none'
