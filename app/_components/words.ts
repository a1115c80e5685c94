import type { AuthState, CallFailure, EndReason } from '@/lib/client/types'

const UNITS: [name: string, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/**
 * A duration as people say it, in the largest unit of which it has two or exactly one: 900 is
 * "15 minutes", 90 is "90 seconds", 3600 is "1 hour". Rounded up, so that someone who waits that
 * long has waited long enough.
 *
 * @param seconds above zero; anything less counts as one second.
 */
export function durationInWords(seconds: number): string {
  for (const [name, size] of UNITS) {
    if (seconds === size || seconds >= 2 * size) return plural(Math.ceil(seconds / size), name)
  }
  return plural(Math.max(1, Math.ceil(seconds)), 'second')
}

const plural = (count: number, name: string) => `${count} ${name}${count === 1 ? '' : 's'}`

/** What a failed call means for whoever made it, with the wait that the server asks for. */
export function failureInWords({ code, detail, retryAfter }: CallFailure): string {
  if (code !== 'too-many-requests' || retryAfter === null) return detail
  return `${detail} The wait is ${durationInWords(retryAfter)}.`
}

/** Why the session is over, in a headline and a few sentences. */
export function endReasonInWords(reason: EndReason): { title: string; text: string } {
  switch (reason) {
    case 'signed-out':
      return { title: 'Signed out', text: 'You signed out.' }
    case 'signed-out-elsewhere':
      return {
        title: 'Signed out in another tab',
        text: 'You signed out of this browser in another tab or window, so this one closed its page too.',
      }
    case 'session-expired':
      return {
        title: 'Your session has expired',
        text: 'It was unused for too long, or it reached its age limit. Sign in to go on.',
      }
    case 'session-revoked':
      return {
        title: 'Your session was ended',
        text: 'It was ended from another device, or because the password changed. Sign in to go on.',
      }
    case 'token-reuse':
      return {
        title: 'We ended your sessions to protect you',
        text: 'An old copy of your sign-in was used. That happens when someone has copied it from your browser. So that the copy is worthless, all your sessions were ended, on every device. Sign in again and change your password.',
      }
    case 'invalid-token':
      return {
        title: 'Your sign-in is no longer valid',
        text: 'What this browser kept of your sign-in was not accepted; the server’s keys may have changed. Sign in again.',
      }
    case 'no-session':
      return {
        title: 'You are not signed in',
        text: 'This browser no longer has your sign-in; its cookies may have been cleared. Sign in to go on.',
      }
  }
}

/** How the connection is, where there is something to say. */
export function connectionInWords({
  connection,
  status,
}: Pick<AuthState, 'connection' | 'status'>): string | null {
  const stay = status === 'signed-in' ? ' You stay signed in.' : ''
  switch (connection) {
    case 'ok':
      return null
    case 'offline':
      return `You are offline.${stay} This page goes on when the connection is back.`
    case 'rate-limited':
      return `Too many requests for now.${stay} The page tries again shortly.`
    case 'unreachable':
      return `The server cannot be reached.${stay} The page keeps trying.`
  }
}
