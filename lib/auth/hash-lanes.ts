import type { Device } from './context'
import { networkOf } from './network'

/**
 * In which lane of the queue a hash waits (`fair-queue.ts`): whose request it is, from the kind of
 * caller down to the account. At each level all lanes take turns.
 */
export type HashLane = [
  caller: 'stranger' | 'session',
  network: string,
  ip: string,
  account: string,
]

/**
 * The lane of someone who has proved nothing yet: a sign-in or a sign-up. The address that was typed
 * is part of it whether or not someone has it: otherwise the wait would tell which accounts exist.
 */
export function strangerLane({ ip }: Pick<Device, 'ip'>, email: string): HashLane {
  return ['stranger', networkOf(ip) ?? '', ip ?? '', email]
}

/** The lane of someone with a session or the right password: no flood of sign-ins is before them. */
export function sessionLane({ ip }: Pick<Device, 'ip'>, userId: string): HashLane {
  return ['session', networkOf(ip) ?? '', ip ?? '', userId]
}
