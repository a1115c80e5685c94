// Machine: a clone need not edit this file.
/**
 * What the tabs of a browser tell each other, over a BroadcastChannel.
 *
 * A message is a hint to look, never a credential: it carries no token and no address, and a tab
 * that hears one asks the server. The channel reaches this origin only; what arrives is still
 * checked for its shape (v5.0.0-3.5.5), so that a message of another release, or of another script
 * of this origin, is dropped.
 */

import { isServerEndReason, type ServerEndReason } from './answer'

/**
 * `signed-in`: this browser now holds a session of that user. `signed-out`: it holds none.
 * `check`: the server ended a session in one tab and said why; the others should ask about theirs.
 * The answer to them may be that there is none: the first answer has cleared their cookie.
 */
export type TabMessage =
  | { type: 'signed-in'; userId: string }
  | { type: 'signed-out' }
  | { type: 'check'; reason: ServerEndReason }

/** What is needed of a BroadcastChannel. */
export type Channel = {
  postMessage(data: unknown): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  close(): void
}

const LONGEST_ID = 128

/** Reads a message; null for anything that is not exactly one of them. */
export function readMessage(data: unknown): TabMessage | null {
  if (typeof data !== 'object' || data === null) return null
  const { type, ...rest } = data as Record<string, unknown>
  const members = Object.keys(rest).join()
  if (type === 'signed-out' && members === '') return { type }
  const { reason, userId } = rest
  if (type === 'check' && members === 'reason')
    return isServerEndReason(reason) ? { type, reason } : null
  if (type !== 'signed-in' || members !== 'userId') return null
  if (typeof userId !== 'string' || userId === '' || userId.length > LONGEST_ID) return null
  return { type, userId }
}

/**
 * Makes the tab's end of the channel. `openChannel` answers null in a browser that has none: tabs
 * then find out by themselves, at their next refresh.
 */
export function createTabSync(openChannel: () => Channel | null) {
  let channel: Channel | null = null
  return {
    /** Opens the channel and calls `hear` for every valid message of another tab. */
    open(hear: (message: TabMessage) => void): void {
      channel ??= openChannel()
      channel?.addEventListener('message', (event) => {
        const message = readMessage(event.data)
        if (message) hear(message)
      })
    },
    tell(message: TabMessage): void {
      channel?.postMessage(message)
    },
    close(): void {
      channel?.close()
      channel = null
    },
  }
}
