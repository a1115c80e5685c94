// Serves one port with several processes: node scripts/lib/cluster.mjs <processes> <host> <port>
import cluster from 'node:cluster'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { addUpMetrics } from '../../features/metrics/processes.mjs' // feature: metrics
import { delivery, toEnd } from './child.mjs'
import { tool } from './paths.mjs'
import { passOn, writeLog } from './server-log.mjs'

/** A worker that ends sooner than this after it was ready died of its start, in milliseconds. */
const QUICK = 10_000
const FIRST_PAUSE = 1_000
const LONGEST_PAUSE = 30_000
/** So many quick deaths in a row with none left to serve, and it is over. */
const GIVE_UP = 5

/**
 * What to do after a worker has ended by itself.
 *
 * A first worker that never came up has said why, and so would every other: a wrong setting does
 * not get better by itself. Later on a process that is replaced may find its database away: then
 * the others still serve, so it is tried again, ever more rarely, and never in a spin.
 *
 * @param {{ everReady: boolean, quickDeaths: number, alive: number }} state `quickDeaths` counts
 *   those in a row, this one included; `alive` the workers that still run
 * @returns {{ giveUp: true } | { giveUp: false, pause: number }} `pause` in milliseconds
 */
export function afterDeath({ everReady, quickDeaths, alive }) {
  if (!everReady || (alive === 0 && quickDeaths >= GIVE_UP)) return { giveUp: true }
  if (quickDeaths <= 1) return { giveUp: false, pause: 0 }
  return { giveUp: false, pause: Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (quickDeaths - 2)) }
}

/**
 * Runs until a signal stops it; ends with the exit code of what ended last.
 *
 * @param {number} processes how many of them serve
 * @param {{ exec: string, args?: string[] }} server what each of them runs: the file and its arguments
 */
export function supervise(processes, server) {
  // Each worker accepts for itself. Under Node's other policy this process accepts and hands over,
  // and a connection that is handed to a worker just as it dies stays open without an answer.
  cluster.schedulingPolicy = cluster.SCHED_NONE
  addUpMetrics(cluster) // feature: metrics
  cluster.setupPrimary({ ...server, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  let stopping = false
  let everReady = false
  let quickDeaths = 0

  const alive = () => Object.keys(cluster.workers ?? {}).length

  function start() {
    if (stopping) return
    let readyAt = Number.POSITIVE_INFINITY
    const worker = cluster.fork()
    passOn(worker.process.stdout)
    worker.on('message', (message) => {
      if (message !== 'ready') return
      writeLog('info', 'process_ready', { pid: worker.process.pid })
      readyAt = Date.now()
      if (!everReady) process.send?.('ready')
      // The first one alone: it migrates, and what is wrong is then said once.
      if (!everReady) for (let more = 1; more < processes; more += 1) start()
      everReady = true
    })
    // By then its last lines have been passed on.
    worker.process.once('close', (code, signal) => {
      const exitCode = code ?? 128 + constants.signals[signal]
      if (stopping) {
        if (alive() === 0) process.exit(exitCode)
        return
      }
      quickDeaths = Date.now() - readyAt < QUICK ? quickDeaths + 1 : 0
      const next = afterDeath({ everReady, quickDeaths, alive: alive() })
      if (next.giveUp) {
        // Every process ended soon after its start.
        if (everReady) writeLog('error', 'processes_given_up')
        process.exit(exitCode || 1)
      }
      writeLog('error', 'process_ended', {
        pid: worker.process.pid,
        code,
        signal,
        nextIn: next.pause,
      })
      setTimeout(start, next.pause)
    })
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      stopping = true
      if (alive() === 0) process.exit(128 + constants.signals[signal])
      if (delivery(process.platform, signal) === 'arrives by itself') return
      for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill(toEnd(signal))
    })
  }
  start()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [processes, host, port] = process.argv.slice(2)
  const [, exec, ...args] = tool('next', 'start', '--hostname', host, '--port', port)
  supervise(Number(processes), { exec, args })
}
