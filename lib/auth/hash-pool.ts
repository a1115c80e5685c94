import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Piscina } from 'piscina'
import type { Config } from '../config'
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

type Settings = Pick<Config, 'bcryptThreads' | 'webConcurrency'>

/**
 * How many hashes run at once in this process. Unless a setting says so, all processes of the
 * machine together take one thread a core: more would only slow each other down.
 */
export function hashThreads({ bcryptThreads, webConcurrency }: Settings, cores: number): number {
  return bcryptThreads ?? Math.max(1, Math.floor(cores / webConcurrency))
}

let pool: Piscina | undefined

function hashPool(settings: Settings): Piscina {
  pool ??= new Piscina({
    // A path at run time, not an import: the bundler must leave the worker as the file it is.
    filename: join(/* turbopackIgnore: true */ process.cwd(), 'lib/auth/hash-worker.mjs'),
    minThreads: 0,
    maxThreads: hashThreads(settings, availableParallelism()),
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
 * @returns `busy` with `retryAfter` when the queue is full (ASVS v5.0.0-15.2.2).
 */
export async function runHashTask<Result>(
  { name, task }: Task,
  settings: Settings,
): Promise<{ ok: true; value: Result } | Failure<'busy'>> {
  try {
    return { ok: true, value: await hashPool(settings).run(task, { name }) }
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
