'use client'

import { clsx } from 'clsx'
import type { CallFailure } from '@/lib/client/types'
import { Alert } from './ui/alert'
import { useOnline } from './use-online'
import { failureInWords } from './words'

/** What became of a press of a button, in words. */
export type Outcome = { done?: string; failed?: string; isOffline?: boolean }

/** @param more a sentence after what went wrong. */
export const failedOutcome = (failure: CallFailure, ...more: string[]): Outcome => ({
  failed: [failureInWords(failure), ...more].join(' '),
  isOffline: failure.code === 'offline',
})

/**
 * Both regions are there before there is an outcome, or screen readers would miss it. That there is
 * no network is shown only while it is true.
 */
export function OutcomeRegions({ outcome, className }: { outcome?: Outcome; className?: string }) {
  const online = useOnline()
  const failed = !(outcome?.isOffline && online) && outcome?.failed
  return (
    <>
      <p role="status" className={clsx('text-sm wrap-anywhere text-muted empty:hidden', className)}>
        {outcome?.done}
      </p>
      <div role="alert" className={clsx('empty:hidden', className)}>
        {failed && <Alert tone="danger">{failed}</Alert>}
      </div>
    </>
  )
}
