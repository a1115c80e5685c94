import { useRef, useState } from 'react'
import { callApi } from '@/lib/client/call-api'
import { failedOutcome, type Outcome } from './outcome'

/** Milliseconds. */
const TIMEOUT = 10_000

type Removal = {
  /** The item whose button was pressed, or another place for the outcome. */
  at: string
  /** Of the DELETE. */
  path: string
  /** What is gone when it succeeds. */
  ids: string[]
  /** The outcome in words, where the item itself shows it. */
  done?: string
  /** What the password is for, where it is asked for, and what is said when the user cancels. */
  purpose?: string
  cancelled?: string
}

/**
 * Removes items of a list, one press at a time. The focus goes on to the next item, to the element
 * with its id, since the button that had it is gone.
 *
 * @param items the ids of the list, in its order.
 */
export function useRemovals(items: string[]) {
  const title = useRef<HTMLHeadingElement>(null)
  const [removed, setRemoved] = useState<string[]>([])
  const [busy, setBusy] = useState<string | null>(null)
  const [outcome, setOutcome] = useState<Outcome & { at?: string }>({})
  const left = items.filter((id) => !removed.includes(id))

  /** @returns true where it is gone. */
  async function remove({ at, path, ids, done, purpose, cancelled }: Removal): Promise<boolean> {
    if (busy !== null) return false
    setBusy(at)
    setOutcome({})
    const result = await callApi(path, { method: 'DELETE', timeout: TIMEOUT, purpose })
    setBusy(null)
    // Not found: it was gone before, as the user wants it.
    if (!result.ok && result.code !== 'not-found') {
      const isCancelled = result.code === 'step-up-required' && cancelled
      setOutcome({ at, ...(isCancelled ? { done: cancelled } : failedOutcome(result)) })
      return false
    }
    setRemoved((before) => [...before, ...ids])
    setOutcome({ at, done })
    const place = left.indexOf(at)
    const next = place < 0 ? undefined : (left[place + 1] ?? left[place - 1])
    const target = next ? document.getElementById(next) : title.current
    target?.focus()
    return true
  }

  const outcomeAt = (at: string) => (outcome.at === at ? outcome : undefined)
  return { left, busy, outcomeAt, remove, title }
}
