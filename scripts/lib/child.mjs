import { spawn, spawnSync } from 'node:child_process'
import { constants } from 'node:os'

/** How long a child may take to end after a signal, in milliseconds; Docker waits as long. */
const STOP_LIMIT = 10_000

const running = new Set()
let stopping = null

/**
 * Starts a program in its own process group, so that what it starts in turn can be ended
 * with it, and a Ctrl-C reaches it once (from here) and not twice (from the terminal too).
 * `child.ended` resolves with `{ code, error }` and never rejects; `child.end()` ends the group.
 *
 * @param {string[]} command the program and its arguments
 * @param {{ env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions }} options
 */
export function launch([program, ...args], { env = process.env, stdio } = {}) {
  const child = spawn(program, args, {
    env,
    stdio: stdio ?? ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  })
  running.add(child)
  child.end = () => {
    signalGroup(child, 'SIGTERM')
    setTimeout(() => signalGroup(child, 'SIGKILL'), STOP_LIMIT).unref()
  }
  child.ended = new Promise((resolve) => {
    child.once('error', (error) => {
      running.delete(child)
      resolve({ code: 127, error })
    })
    // What the program left running would hold its output open, and a port perhaps. Windows has no
    // groups: the tree of a program that has ended is not to be found any more.
    if (process.platform !== 'win32') child.once('exit', () => signalGroup(child, 'SIGKILL'))
    child.once('close', (code, signal) => {
      running.delete(child)
      const result = { code: code ?? 128 + constants.signals[signal] }
      if (stopping) process.exit(result.code || 128 + constants.signals[stopping])
      resolve(result)
    })
  })
  return child
}

/** Runs a program to its end with its output shown. Resolves with `{ code }`, 127 where it cannot start. */
export const run = (command, options) => launch(command, options).ended

/** Keeps what a child prints on piped streams, as it comes. @returns all of it so far, when asked. */
export function outputOf(child) {
  const chunks = []
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString()
}

/** Runs a program to its end and keeps what it prints, standard output and errors as they come. */
export async function capture(command, { env } = {}) {
  const child = launch(command, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const printed = outputOf(child)
  const { code, error } = await child.ended
  return { code, output: error ? `${printed()}${error.message}\n` : printed() }
}

/** Passes SIGINT, SIGTERM and SIGHUP on to the children; this process then ends when they have. */
export function stopOnSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal))
  process.on('exit', () => signalAll('SIGTERM'))

  // Between npm and this script there is a shell. A SIGTERM to npm ends that shell, and goes no further.
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid
    setInterval(() => process.ppid !== parent && stop('SIGTERM'), 500).unref()
  }
}

function stop(signal) {
  // A Ctrl-C under npm arrives twice: from the terminal, and from npm, which passes it on.
  if (stopping) return
  stopping = signal
  if (running.size === 0) process.exit(128 + constants.signals[signal])
  signalAll(toEnd(signal))
  setTimeout(() => signalAll('SIGKILL'), STOP_LIMIT).unref()
}

/** A server answers what is under way at a SIGTERM; a SIGHUP, of a terminal that closes, would cut it off. */
export const toEnd = (signal) => (signal === 'SIGHUP' ? 'SIGTERM' : signal)

function signalAll(signal) {
  for (const child of running) signalGroup(child, signal)
}

/**
 * How a signal gets to a child and to what it has started. Windows sends a Ctrl-C to every program of
 * the console by itself, where it can be handled; `kill` would end the child at once, in the middle of
 * its answers. Any other signal ends the child there, and its own children only by name of the tree.
 *
 * @param {NodeJS.Platform} platform
 * @returns {'group' | 'tree' | 'arrives by itself'}
 */
export function delivery(platform, signal) {
  if (platform !== 'win32') return 'group'
  return signal === 'SIGINT' || signal === 'SIGHUP' ? 'arrives by itself' : 'tree'
}

function signalGroup(child, signal) {
  if (!child.pid) return
  const way = delivery(process.platform, signal)
  try {
    if (way === 'group') process.kill(-child.pid, signal)
    if (way === 'tree') spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'])
  } catch {
    // ESRCH: the whole group has ended already, which is what was wanted.
  }
}
