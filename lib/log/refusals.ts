/**
 * One line in the log for a refused attack, by kind, sampled (ASVS v5.0.0-16.3.3, 16.4.1), on Node and
 * on the edge alike: pino does not run there, so the line goes through the console.
 */
import { count } from './counts'
import { requestId } from './request-id'
import { type Clock, sampler, systemClock } from './sampling'

/** The names of the OWASP logging vocabulary where it has one. */
export const REFUSALS = [
  'authn_token_forged',
  'authn_cookie_forged',
  'authn_link_refused',
  'malicious_cors',
  'hash_queue_full',
  'excess_rate_limit_exceeded',
  'stored_password_unusable',
] as const

export type Refusal = (typeof REFUSALS)[number]

/** Never a token, a cookie, an address or a query; of an IP address only the network. */
export type About = Record<string, string | number | null>

/** Makes a log of refusals over a clock and somewhere to write. */
export function refusalLog({ write, ...clock }: Clock & { write(line: string): void }) {
  const sampled = sampler(clock)
  const line = (event: Refusal, about: About) =>
    write(
      JSON.stringify({
        level: 'warn',
        time: new Date(clock.now()).toISOString(),
        requestId: requestId(),
        event,
        ...about,
      }),
    )

  return function logRefusal(event: Refusal, about: About = {}): void {
    count({ what: 'refusal', event, limit: about.limit?.toString() })
    sampled(event, {
      write: () => line(event, about),
      tell: (rest) => line(event, rest),
    })
  }
}

/** Logs that a request was refused which no honest client sends. Never throws. */
export const logRefusal = refusalLog({
  // biome-ignore lint/suspicious/noConsole: the one way to the log that the edge has
  write: (line) => console.warn(line),
  ...systemClock,
})

/**
 * Is this text of the console a line from here? `plain-text.ts` wraps all other. Text that an attacker
 * gets Next to print could at best claim that something was refused.
 */
export function isRefusalLine(text: string): boolean {
  if (!text.startsWith('{"level":"warn",')) return false
  try {
    const { event } = JSON.parse(text) as { event?: unknown }
    return REFUSALS.some((kind) => kind === event)
  } catch {
    return false
  }
}
