import { withRequestId } from './request-id'

/**
 * So many lines of one kind in a minute are written; the rest is counted, and the count written. A
 * flood of requests must not become a flood of lines that fills the disk and hides everything else.
 */
const LINES = 5
/** In milliseconds. */
const MINUTE = 60_000
/** Kinds at a time. All others count as one, so that made-up kinds are no way around the limit. */
const MAX_KINDS = 200
const OTHERS = 'others'

/** The minute that began with the first line of a kind, and how many there were in it. */
export type Window = { since: number; count: number }

/**
 * Decides about one more line of a kind.
 *
 * @param window the kind's last one, if any.
 * @returns `closed`: the window before, where it is over.
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

/** How many lines of a window were not written. */
export const unwritten = ({ count }: Window) => Math.max(0, count - LINES)

export type Clock = {
  now(): number
  /** Runs something after so many milliseconds. */
  later(run: () => void, wait: number): void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  later(run, wait) {
    const timer: number | { unref?(): void } = setTimeout(run, wait)
    // A number on the edge.
    if (typeof timer === 'object') timer.unref?.()
  },
}

/** How many of a kind were not written, and since when. */
export type Rest = { more: number; since: string }

/** Makes a sampler over a clock. `write` writes a line, `tell` the count of those not written. */
export function sampler({ now, later }: Clock) {
  const windows = new Map<string, Window>()
  const close = (window: Window, tell: (rest: Rest) => void) => {
    const more = unwritten(window)
    if (more === 0) return
    // Many requests led to it, so it has the id of none.
    withRequestId(undefined, () => tell({ more, since: new Date(window.since).toISOString() }))
  }

  return function sampled(
    wanted: string,
    { write, tell }: { write(): void; tell(rest: Rest): void },
  ): void {
    const kind = windows.has(wanted) || windows.size < MAX_KINDS ? wanted : OTHERS
    const { window, written, closed } = sample(windows.get(kind), now())
    windows.set(kind, window)
    if (closed) close(closed, tell)
    if (written) write()
    if (window.count > 1) return
    // A flood that stops within the minute leaves its count, too.
    later(() => {
      const current = windows.get(kind)
      if (current?.since !== window.since) return
      windows.delete(kind)
      close(current, tell)
    }, MINUTE)
  }
}
