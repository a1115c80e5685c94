import type { DeviceInWords } from '@/lib/auth/sessions/device-name'
import type { AuthState, CallFailure } from '@/lib/client/types'

const UNITS: [name: string, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/**
 * In the largest unit of which it has two or exactly one: 900 is "15 minutes", 90 is "90 seconds".
 * Rounded up, so that a user who waits that long has waited long enough.
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

/** "Firefox 140 on Windows". */
export function deviceName({ browser, system }: DeviceInWords): string {
  return system === 'Unknown system' ? browser : `${browser} on ${system}`
}

export const passwordHint = (minLength: number) =>
  `At least ${minLength} characters. A few words together work well.`

/** A failed call, with the wait that the server asks for. */
export function failureInWords({ code, detail, retryAfter }: CallFailure): string {
  if (code !== 'too-many-requests' || retryAfter === null) return detail
  return `${detail} The wait is ${durationInWords(retryAfter)}.`
}

/** The connection, where there is something to say. */
export function connectionInWords({
  connection,
  status,
}: Pick<AuthState, 'connection' | 'status'>): string | null {
  const stay = status === 'signed-in' ? ' You stay signed in.' : ''
  switch (connection) {
    case 'ok':
      return null
    case 'offline':
      return `You are offline.${stay} This page goes on once the connection is back.`
    case 'rate-limited':
      return `Too many requests for now.${stay} The page tries again shortly.`
    case 'unreachable':
      return `The server cannot be reached.${stay} The page keeps trying.`
  }
}
