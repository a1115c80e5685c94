import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Piscina } from 'piscina'
import { type Failure, failure } from './errors'

/** Waiting sign-ins beyond this are turned away: a queue without end only fails later and worse. */
const MAX_WAITING = 16
const IDLE_TIMEOUT = 30_000
/**
 * Lets the threads that answer go first (Linux: the thread's own nice value), by a little: at 10 a
 * busy machine leaves a sign-in waiting for many seconds.
 */
const NICE = 3
/** Seconds; the queue is worked off in less. */
const RETRY_AFTER = 5

let pool: Piscina | undefined

function hashPool(threads: number | null): Piscina {
  pool ??= new Piscina({
    // A path at run time, not an import: the bundler must leave the worker as the file it is.
    filename: join(/* turbopackIgnore: true */ process.cwd(), 'lib/auth/hash-worker.mjs'),
    minThreads: 0,
    maxThreads: threads ?? availableParallelism(),
    maxQueue: MAX_WAITING,
    idleTimeout: IDLE_TIMEOUT,
    niceIncrement: NICE,
  })
  return pool
}

type Task =
  | { name: 'hash'; task: { data: string; cost: number } }
  | { name: 'compare'; task: { data: string; encoded: string } }

/**
 * Runs one bcrypt task on a worker thread.
 *
 * @param threads how many at most; null for one a core.
 * @returns `busy` with `retryAfter` when the queue is full (ASVS v5.0.0-15.2.2).
 */
export async function runHashTask<Result>(
  { name, task }: Task,
  threads: number | null,
): Promise<{ ok: true; value: Result } | Failure<'busy'>> {
  try {
    return { ok: true, value: await hashPool(threads).run(task, { name }) }
  } catch (error) {
    if (error instanceof Error && error.message === 'Task queue is at limit') {
      return failure('busy', {
        detail: 'Many people are signing in right now. Try again in a few seconds.',
        retryAfter: RETRY_AFTER,
      })
    }
    throw error
  }
}
