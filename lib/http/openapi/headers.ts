// Machine: a clone need not edit this file.
import { HINT_COOKIE, KNOWN_BROWSER_COOKIE, REFRESH_COOKIE } from '../../brand'
import { MAIL_OUTBOX_PATH, NO_MAIL } from '../../contract/mail-outbox'
import { REFRESH_OUTCOMES } from '../../contract/session-refresh'

type Described = { description: string; schema: { type: 'string'; pattern: string } }

/** Every header that an answer of the API can carry and that callers act upon. */
export const HEADERS = {
  'Cache-Control': {
    description: 'This answer is the same for everybody, and may be kept for so long.',
    schema: { type: 'string', pattern: '^public, max-age=\\d+$' },
  },
  'Clear-Site-Data': {
    description: 'Tells the browser to forget what it kept of the site.',
    schema: { type: 'string', pattern: '^"storage"$' },
  },
  'Content-Disposition': {
    description: 'A file to keep, not a page to show.',
    schema: { type: 'string', pattern: '^attachment; filename="[\\w.-]+"$' },
  },
  ETag: {
    description: 'For `If-None-Match` in the next request.',
    schema: { type: 'string', pattern: '^"[\\w-]+"$' },
  },
  Location: {
    description: 'The page to go on to.',
    schema: { type: 'string', pattern: '^/[\\w/-]+$' },
  },
  'Mail-Outbox': {
    description:
      'Where no mail server is set: the page that shows the mail, or `none` on a public server, where it reaches no one. The same whether or not there is a mail.',
    schema: { type: 'string', pattern: `^(${MAIL_OUTBOX_PATH}|${NO_MAIL})$` },
  },
  'Retry-After': {
    description: 'Seconds to wait before the next attempt.',
    schema: { type: 'string', pattern: '^[1-9]\\d*$' },
  },
  'Session-Refresh': {
    description:
      '`rotated`: the token was replaced. `unchanged`: it was replaced a moment ago and stays. `retried`: the answer to its replacement came late or never, here it is again. `recovered`: the replacement never arrived, or the browser stopped before it had saved it, and is void.',
    schema: { type: 'string', pattern: `^(${REFRESH_OUTCOMES.join('|')})$` },
  },
  'Set-Cookie': {
    description: `The refresh token, for the browser alone. \`Max-Age=0\` deletes it; without one it goes when the browser closes. Over https its name is \`__Host-${REFRESH_COOKIE}\` and it is \`Secure\`; over http it carries the port. Others of its name that came with the request are deleted before it. A password that was proved also sets \`${KNOWN_BROWSER_COOKIE}\`, named alike, by which the limits of sign-ins know this browser. With it comes \`${HINT_COOKIE}\`, named alike, which scripts can read: there is probably a session. It decides nothing.`,
    schema: {
      type: 'string',
      pattern: `^(__Host-${REFRESH_COOKIE}=[\\w.-]*; Path=/; HttpOnly; Secure|${REFRESH_COOKIE}_\\d+=[\\w.-]*; Path=/[\\w/-]*; (Domain=[\\w.-]+; )?HttpOnly|__Host-${KNOWN_BROWSER_COOKIE}=[\\w.-]+; Path=/; HttpOnly; Secure|${KNOWN_BROWSER_COOKIE}_\\d+=[\\w.-]+; Path=/; HttpOnly|__Host-${HINT_COOKIE}=1?; Path=/; Secure|${HINT_COOKIE}_\\d+=1?; Path=/); SameSite=Lax(; Max-Age=\\d+)?$`,
    },
  },
  'WWW-Authenticate': {
    description: 'RFC 6750: with an error where a token was sent.',
    schema: { type: 'string', pattern: '^Bearer( error="invalid_token")?$' },
  },
} satisfies Record<string, Described>

export type HeaderName = keyof typeof HEADERS
