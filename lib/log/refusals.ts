/**
 * One line in the log for a refused attack, by kind, on Node and on the edge alike (pino does not run
 * there, so the line goes through the console). Sampled: a flood of refusals must not become a flood
 * of lines that fills the disk and hides everything else (ASVS v5.0.0-16.3.3, 16.4.1).
 */

/** The names of the OWASP logging vocabulary where it has one. */
const REFUSALS = [
  'authn_token_forged',
  'authn_cookie_forged',
  'malicious_cors',
  'hash_queue_full',
] as const

export type Refusal = (typeof REFUSALS)[number]

/** Never a token, a cookie, an address or a query; of an IP address only the network. */
export type About = Record<string, string | number | null>

/** So many lines of one kind in a minute are written; the rest is counted, and the count written. */
const LINES = 5
/** In milliseconds. */
const MINUTE = 60_000

/** The minute that began with the first refusal of a kind, and how many there were in it. */
export type Window = { since: number; count: number }

/**
 * Decides about one more refusal of a kind.
 *
 * @param window the kind's last one, if any.
 * @param now in milliseconds.
 * @returns the window it falls into, whether it gets a line of its own, and the window that it
 *   closed, if that still has a count to tell.
 */
export function sample(
  window: Window | undefined,
  now: number,
): { window: Window; written: boolean; closed: Window | null } {
  if (window && now - window.since < MINUTE) {
    const next = { since: window.since, count: window.count + 1 }
    return { window: next, written: next.count <= LINES, closed: null }
  }
  return { window: { since: now, count: 1 }, written: true, closed: window ?? null }
}

/** How many refusals of a window got no line of their own. */
export const unwritten = ({ count }: Window) => Math.max(0, count - LINES)

type Effects = {
  write(line: string): void
  now(): number
  /** Runs something after so many milliseconds. */
  later(run: () => void, wait: number): void
}

/** Makes a log of refusals over a clock, a timer and somewhere to write. */
export function refusalLog({ write, now, later }: Effects) {
  const windows = new Map<Refusal, Window>()
  const line = (event: Refusal, about: About) =>
    write(JSON.stringify({ level: 'warn', time: new Date(now()).toISOString(), event, ...about }))
  const close = (event: Refusal, window: Window) => {
    const more = unwritten(window)
    if (more > 0) line(event, { more, since: new Date(window.since).toISOString() })
  }

  return function logRefusal(event: Refusal, about: About = {}): void {
    const { window, written, closed } = sample(windows.get(event), now())
    windows.set(event, window)
    if (closed) close(event, closed)
    if (written) line(event, about)
    if (window.count > 1) return
    // An attack that stops within the minute leaves its count, too.
    later(() => {
      const current = windows.get(event)
      if (current?.since !== window.since) return
      windows.delete(event)
      close(event, current)
    }, MINUTE)
  }
}

/**
 * Logs that a request was refused which no honest client sends. Call it wherever that is decided; it
 * never throws, and costs a line at most.
 */
export const logRefusal = refusalLog({
  // biome-ignore lint/suspicious/noConsole: the one way to the log that the edge has
  write: (line) => console.warn(line),
  now: Date.now,
  later: (run, wait) => {
    const timer: number | { unref?(): void } = setTimeout(run, wait)
    // A number on the edge.
    if (typeof timer === 'object') timer.unref?.()
  },
})

/**
 * Is this text of the console a line from here? What is not, is wrapped by `plain-text.ts`. Text
 * that a stranger gets Next to print could pass for one at best, and say that something was refused.
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
