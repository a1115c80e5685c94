// Machine: a clone need not edit this file.
import type { Device, RequestContext } from '../request-context'
import { networkOf } from '../sessions/ip-address'

/**
 * In which lane of the queue a hash waits (`fair-queue.ts`): whose request it is, from the kind of
 * caller down to the account. At each level all lanes take turns.
 */
export type HashLane = {
  path: [caller: 'stranger' | 'session', network: string, ip: string, account: string]
  /** Fires when no one waits for the answer any more. */
  gone?: AbortSignal
}

type Caller = Pick<RequestContext, 'gone'> & { device: Pick<Device, 'ip'> }

/**
 * The lane of a sign-in or a sign-up. The typed address is part of it whether or not it has an account:
 * otherwise the wait would show which accounts exist.
 */
export function strangerLane({ device: { ip }, gone }: Caller, email: string): HashLane {
  return { path: ['stranger', networkOf(ip) ?? '', ip ?? '', email], gone }
}

/** The lane of a user with a session or the right password: no flood of sign-ins is before it. */
export function sessionLane({ device: { ip }, gone }: Caller, userId: string): HashLane {
  return { path: ['session', networkOf(ip) ?? '', ip ?? '', userId], gone }
}
