import { log } from './log'
import { sampler, systemClock } from './sampling'

const sampled = sampler(systemClock)

/** Logs what a stranger can cause again and again: some lines of an event a minute, then the count of the rest. */
export function warnSampled({
  event,
  ...about
}: { event: string } & Record<string, unknown>): void {
  sampled(event, {
    write: () => log.warn({ event, ...about }),
    tell: (rest) => log.warn({ event, ...rest }),
  })
}
