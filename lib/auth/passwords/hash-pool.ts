// Machine: a clone need not edit this file.
import { randomInt } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Piscina } from 'piscina'
import type { Config } from '../../config/config'
import { type Failure, failure } from '../../contract/errors'
import { count } from '../../log/counts'
import { logRefusal } from '../../log/refusals'
import { FairQueue } from './fair-queue'
import type { HashLane } from './hash-lanes'

/** Places for hashes that wait: a queue without end only fails later and worse. */
const MAX_WAITING = 64
/** Networks that are remembered after their turn: a few hundred bytes each. */
const MEMORY = 4_096
/**
 * What has waited for longer, in milliseconds, is not hashed any more: the client gives up after 20 s
 * (`lib/client/sign-in.ts`), and a hash for no one takes the time of someone who waits.
 */
const MAX_WAIT = 15_000
const IDLE_TIMEOUT = 30_000
/** Lets the threads that answer go first, by a little: at 10 a sign-in may wait for many seconds. */
const NICE = 3
/** Seconds: by then a good part of the queue has been worked off. */
const RETRY_AFTER = 5

type Settings = Pick<Config, 'bcryptThreads' | 'webConcurrency'>

/** How many hashes run at once in this process; without a setting, one a core of the machine. */
export function hashThreads({ bcryptThreads, webConcurrency }: Settings, cores: number): number {
  return bcryptThreads ?? Math.max(1, Math.floor(cores / webConcurrency))
}

let pool: Piscina | undefined

function hashPool(settings: Settings): Piscina {
  pool ??= new Piscina({
    // A path at run time, not an import: the bundler must leave the worker as the file it is.
    filename: join(/* turbopackIgnore: true */ process.cwd(), 'lib/auth/passwords/hash-worker.mjs'),
    minThreads: 0,
    maxThreads: hashThreads(settings, availableParallelism()),
    idleTimeout: IDLE_TIMEOUT,
    niceIncrement: NICE,
  })
  return pool
}

type Task =
  | { name: 'hash'; task: { data: string; cost: number } }
  | { name: 'compare'; task: { data: string; encoded: string; onRefusal: number[] } }

type Turn = 'now' | 'refused' | 'gone'

/** What waits for its turn. */
type Waiting = { since: number; path: HashLane['path']; settle(turn: Turn): void }

const queue = new FairQueue<Waiting>({
  places: MAX_WAITING,
  memory: MEMORY,
  random: () => randomInt(2 ** 32) / 2 ** 32,
})
let running = 0

/** Lets as many go on as there are threads; the queue says who is next. */
function admit(threads: number): void {
  while (running < threads) {
    const next = queue.take()
    if (!next) break
    const isLate = performance.now() - next.since > MAX_WAIT
    if (!isLate) {
      running += 1
      queue.noteTurn(next.path)
    }
    next.settle(isLate ? 'refused' : 'now')
  }
  count({ what: 'hash-queue', running, waiting: queue.waiting })
}

/** @returns `refused` where there is no place, or the turn came too late; `gone` with the client. */
function turn({ path, gone }: HashLane, threads: number): Promise<Turn> {
  return new Promise((resolve) => {
    if (gone?.aborted) return resolve('gone')
    const leave = () => {
      if (queue.remove(path, waiting)) resolve('gone')
    }
    const waiting: Waiting = {
      since: performance.now(),
      path,
      settle(result) {
        gone?.removeEventListener('abort', leave)
        resolve(result)
      },
    }
    gone?.addEventListener('abort', leave)
    queue.add(path, waiting)?.settle('refused')
    admit(threads)
  })
}

/**
 * Runs one bcrypt task on a worker thread, when it is the turn of its lane.
 *
 * @returns `busy` with `retryAfter` when the queue is full (ASVS v5.0.0-15.2.2).
 */
export async function runHashTask<Result>(
  { name, task }: Task,
  settings: Settings,
  lane: HashLane,
): Promise<{ ok: true; value: Result } | Failure<'busy'>> {
  const threads = hashThreads(settings, availableParallelism())
  const result = await turn(lane, threads)
  if (result !== 'now') {
    if (result === 'refused') logRefusal('hash_queue_full', { ip: lane.path[1] || null })
    return failure('busy', {
      detail: 'Many people are signing in right now. Try again in a few seconds.',
      retryAfter: RETRY_AFTER,
    })
  }
  try {
    return { ok: true, value: await hashPool(settings).run(task, { name }) }
  } finally {
    running -= 1
    admit(threads)
  }
}
