/** What is counted, by prom-client: names, labels and where each number comes from. */
import cluster from 'node:cluster'
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge } from 'prom-client'
import { SLUG } from '@/lib/brand'
import { config } from '@/lib/config/config'
import { SECURITY_EVENT_TYPES } from '@/lib/contract/events'
import { REFRESH_OUTCOMES, SESSION_REFRESH } from '@/lib/contract/session-refresh'
import { LIMITS } from '@/lib/limits/limits'
import { type Counted, countWith } from '@/lib/log/counts'
import { REFUSALS } from '@/lib/log/refusals'

/** Prometheus allows no hyphen in a name. */
const PREFIX = `${SLUG.replaceAll('-', '_')}_`

/** Starts to count, where the setting says so. */
export function startMetrics(): void {
  if (config().metricsToken === null) return
  // It lets the process that supervises ask this one.
  if (cluster.isWorker) new AggregatorRegistry()
  collectDefaultMetrics({ prefix: PREFIX })
  countWith(counter())
  countRefreshes()
}

/** Every label has a value from the start: an alarm on "more than before" needs the 0 before. */
function counted(name: string, label: string, values: readonly string[], help: string) {
  const series = new Counter({ name: `${PREFIX}${name}`, help, labelNames: [label] })
  for (const value of values) series.inc({ [label]: value }, 0)
  return (value: string) => series.inc({ [label]: value })
}

function counter(): (counted: Counted) => void {
  const events = counted(
    'security_events_total',
    'type',
    [...SECURITY_EVENT_TYPES, 'account-deleted'],
    'What happened to accounts: sign-ins, failed ones, reuse of a token and so on.',
  )
  const refusals = counted('refusals_total', 'event', REFUSALS, 'Refused requests, as in the log.')
  const limits = counted('limits_met_total', 'limit', Object.keys(LIMITS), 'Rate limits met.')
  const failures = counted(
    'failures_total',
    'cause',
    ['database', 'fault'] satisfies Extract<Counted, { what: 'failure' }>['cause'][],
    'Requests and pages that failed.',
  )
  const hashes = new Gauge({
    name: `${PREFIX}password_hashes`,
    help: 'Passwords that are hashed now, and that wait for their turn.',
    labelNames: ['state'],
  })
  const setHashes = (running: number, waiting: number) => {
    hashes.set({ state: 'running' }, running)
    hashes.set({ state: 'waiting' }, waiting)
  }
  setHashes(0, 0)
  return (one) => {
    switch (one.what) {
      case 'security-event':
        return events(one.type)
      case 'refusal':
        if (one.limit) limits(one.limit)
        return refusals(one.event)
      case 'failure':
        return failures(one.cause)
      case 'hash-queue':
        return setHashes(one.running, one.waiting)
    }
  }
}

const REFRESH = '/api/auth/refresh'

/** Refreshes are counted by their answers: nothing is added to their path. */
function countRefreshes(): void {
  const refreshes = counted(
    'refreshes_total',
    'outcome',
    [...REFRESH_OUTCOMES, 'refused', 'limited', 'failed'],
    'Refreshes, by the header Session-Refresh or by how they were refused.',
  )
  subscribe('http.server.response.finish', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    if (request.method !== 'POST' || request.url?.split('?', 1)[0] !== REFRESH) return
    refreshes(outcomeOf(response))
  })
}

function outcomeOf(response: ServerResponse): string {
  const outcome = response.getHeader(SESSION_REFRESH)
  if (typeof outcome === 'string') return outcome
  if (response.statusCode === 429) return 'limited'
  return response.statusCode >= 500 ? 'failed' : 'refused'
}
