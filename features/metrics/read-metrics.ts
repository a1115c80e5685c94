import cluster from 'node:cluster'
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import { register } from 'prom-client'
import { type Failure, failure } from '@/lib/contract/errors'
import { readBearer } from '@/lib/http/bearer'
import { ANSWER, ASK } from './processes.mjs'

/** In milliseconds: longer than prom-client waits for the other processes. */
const PATIENCE = 6_000

/**
 * May the sender of this header read the metrics?
 *
 * @param token METRICS_TOKEN; null where it is not set, and the route is as if it were not there.
 */
export function mayRead(
  authorization: string | null,
  token: string | null,
): { ok: true } | Failure<'not-found' | 'no-session' | 'invalid-token'> {
  if (token === null) return failure('not-found')
  const bearer = readBearer(authorization)
  if (bearer.ok && timingSafeEqual(digest(bearer.token), digest(token))) return { ok: true }
  return failure(bearer.ok ? 'invalid-token' : bearer.code, {
    detail: 'The header Authorization needs the value of METRICS_TOKEN as a bearer token.',
  })
}

/** Of equal length, as the comparison needs it. */
const digest = (text: string) => createHash('sha256').update(text).digest()

/** The metrics of this process, or the sum of all that serve; null where one of them did not answer. */
export function readMetrics(): Promise<string | null> {
  return cluster.isWorker ? askPrimary() : register.metrics()
}

function askPrimary(): Promise<string | null> {
  return new Promise((resolve) => {
    const id = randomUUID()
    const end = (text: string | null) => {
      clearTimeout(timer)
      process.off('message', listen)
      resolve(text)
    }
    const listen = (message: { type?: string; id?: string; text?: string | null }) => {
      if (message.type === ANSWER && message.id === id) end(message.text ?? null)
    }
    const timer = setTimeout(() => end(null), PATIENCE)
    process.on('message', listen)
    process.send?.({ type: ASK, id })
  })
}
