'use client'

import type { ReactNode } from 'react'
import { ActionButton } from '@/components/action-button'
import { type Outcome, OutcomeRegions } from '@/components/outcome'
import { Card } from '@/components/ui/card'
import { useRemovals } from '@/components/use-removals'

const PATH = '/api/account/sessions'
const OTHERS = 'others'
const CANCELLED = 'Nothing was ended: that needs your password.'

type ListedSession = {
  id: string
  current: boolean
  /** The browser in words. */
  device: string
  facts: ReactNode
}

/**
 * The list may be many screens long, so the card whose button was pressed shows what happened: the
 * card of an ended session stays until the next press.
 */
export function SessionList({ sessions }: { sessions: ListedSession[] }) {
  const current = sessions.find((session) => session.current)
  const listed = sessions.filter((session) => !session.current)
  const { left, busy, outcomeAt, remove, title } = useRemovals(listed.map(({ id }) => id))

  return (
    <>
      {current && (
        <section aria-labelledby="this" className="grid gap-3">
          <h2 id="this" className="text-lg font-semibold tracking-tight">
            This session
          </h2>
          <SessionCard session={current} />
        </section>
      )}
      <section aria-labelledby="others" className="grid gap-3">
        <div className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <h2
            ref={title}
            id="others"
            tabIndex={-1}
            className="text-lg font-semibold tracking-tight"
          >
            Other sessions
          </h2>
          {left.length > 0 && (
            <ActionButton
              busy={busy === OTHERS}
              busyLabel="Ending…"
              act={() =>
                remove({
                  at: OTHERS,
                  path: PATH,
                  ids: left,
                  purpose: 'to end all other sessions',
                  done: 'All other sessions were ended.',
                  cancelled: CANCELLED,
                })
              }
            >
              End all other sessions
            </ActionButton>
          )}
        </div>
        <OutcomeRegions outcome={outcomeAt(OTHERS)} />
        <ul className="grid gap-3 empty:hidden">
          {listed.map((session) => {
            const { id, device } = session
            const outcome = outcomeAt(id)
            const isEnded = !left.includes(id)
            return (
              <li key={id} hidden={isEnded && !outcome}>
                <SessionCard session={session} isEnded={isEnded} outcome={outcome}>
                  <ActionButton
                    busy={busy === id}
                    busyLabel="Ending…"
                    act={() =>
                      remove({
                        at: id,
                        path: `${PATH}/${encodeURIComponent(id)}`,
                        ids: [id],
                        purpose: `to end the session of ${device}`,
                        done: `Session ended: ${device}.`,
                        cancelled: CANCELLED,
                      })
                    }
                  >
                    End session
                    <span className="sr-only">{device}</span>
                  </ActionButton>
                </SessionCard>
              </li>
            )
          })}
        </ul>
        {left.length === 0 && (
          <p className="leading-relaxed text-muted">You are signed in nowhere else.</p>
        )}
      </section>
    </>
  )
}

type SessionCardProps = {
  session: ListedSession
  isEnded?: boolean
  outcome?: Outcome
  children?: ReactNode
}

function SessionCard({ session, isEnded = false, outcome, children }: SessionCardProps) {
  return (
    <Card className="grid grid-cols-1 gap-3 sm:p-6!">
      {!isEnded && (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h3 id={session.id} tabIndex={-1} className="min-w-0 font-semibold wrap-anywhere">
            {session.device}
          </h3>
          {children}
        </div>
      )}
      <OutcomeRegions outcome={outcome} />
      {!isEnded && session.facts}
    </Card>
  )
}
