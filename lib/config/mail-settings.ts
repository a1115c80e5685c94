/** The mail server and the sender among the settings. No environment here. */

/** @property secure TLS from the first byte, else STARTTLS (RFC 8314 section 3). */
type MailServer = {
  host: string
  port: number
  secure: boolean
  auth?: { user: string; pass: string }
}

const EXAMPLE = 'smtp://user:password@mail.example.com:587'

/**
 * Reads SMTP_URL.
 *
 * @returns or the rest of a sentence that begins with the name. It does not repeat the text, which has a
 *   password in it.
 */
export function readSmtpUrl(text: string): { value: MailServer } | { message: string } {
  const [, typedPort] = /^smtps?:\/\/.+:(\d+)\/?$/i.exec(text) ?? []
  // Of a port beyond these the URL parser says no more than that the whole is no URL.
  if (typedPort !== undefined && !(Number(typedPort) >= 1 && Number(typedPort) <= 65_535)) {
    return { message: `must end with a port from 1 to 65535, such as ${EXAMPLE}.` }
  }
  const url = URL.canParse(text) ? new URL(text) : null
  if (!/^smtps?:\/\//i.test(text) || !url || !/^(\[[\da-f:.]+\]|[\w.-]+)$/i.test(url.hostname)) {
    return {
      message: `must be the address of a mail server, such as ${EXAMPLE}, or smtps://… where TLS begins at once. A sign such as / or # in the user or the password is written in percent-encoding: / is %2F.`,
    }
  }
  if (!['', '/'].includes(url.pathname) || url.search || url.hash) {
    return {
      message:
        'must end with the port. A sign such as / or # in the user or the password is written in percent-encoding: / is %2F.',
    }
  }
  const secure = url.protocol === 'smtps:'
  const port = Number(url.port) || (secure ? 465 : 587)
  // Each would wait for the other to speak, and no mail would ever leave.
  if (!secure && port === 465) {
    return { message: 'must begin with smtps:// where the port is 465, which begins with TLS.' }
  }
  if (secure && (port === 587 || port === 25)) {
    return {
      message: `must begin with smtp:// where the port is ${port}: TLS begins there with STARTTLS.`,
    }
  }
  const [user, pass] = [decoded(url.username), decoded(url.password)]
  if (user === null || pass === null) {
    return {
      message:
        'has a % in the user or the password that is no percent-encoding: the sign % itself is %25.',
    }
  }
  if ((user === '') !== (pass === '')) {
    return { message: `must have both a user and a password, or neither: ${EXAMPLE}.` }
  }
  return { value: { host: url.hostname, port, secure, auth: user ? { user, pass } : undefined } }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

/** What is wrong with a SMTP_URL: the rest of a sentence that begins with the name. */
export function smtpUrlProblem(text: string): string | null {
  const read = readSmtpUrl(text)
  return 'message' in read ? read.message : null
}

/** In characters (RFC 5321 section 4.5.3.1.3). */
const LONGEST = 254
/** Nothing in quotes: no provider sends from such an address. This file runs on the edge, without the reader of addresses. */
const ADDRESS =
  /^[^\s@<>(),;:"\\[\]]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)*$/u

/** Reads MAIL_FROM: an address, or a name and an address in angle brackets. */
export function readMailFrom(
  text: string,
): { value: { name: string; address: string } } | { message: string } {
  const [, name = '', bracketed, plain] =
    /^(?:([^<>]*)<([^<>]*)>|([^<>]*))$/s.exec(text.trim()) ?? []
  const address = (bracketed ?? plain ?? '').trim()
  if (address.length > LONGEST || !ADDRESS.test(address)) {
    return {
      message: 'must be an email address, or a name and one: Example <no-reply@example.com>.',
    }
  }
  // As mail programs write a name with a comma in it.
  return { value: { name: name.trim().replace(/^"(.*)"$/s, '$1'), address } }
}

/** What is wrong with a MAIL_FROM: the rest of a sentence that begins with the name. */
export function mailFromProblem(text: string): string | null {
  const read = readMailFrom(text)
  return 'message' in read ? read.message : null
}
