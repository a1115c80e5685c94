'use client'

import { type ReactNode, useRef, useState } from 'react'
import { callApi } from '@/lib/client/call-api'
import { BusyButton } from './busy-button'
import { SignOutButton } from './sign-out-button'
import { Alert } from './ui/alert'
import { Card } from './ui/card'
import { failureInWords } from './words'

const PATH = '/api/account/sessions'
/** Milliseconds. */
const TIMEOUT = 10_000
const OTHERS = 'others'
const CANCELLED = 'Nothing was ended: that needs your password.'

type ListedSession = {
  id: string
  current: boolean
  /** The browser in words. */
  device: string
  /** When it began and so on: rendered on the server, whose words about times do not flicker. */
  facts: ReactNode
}

/**
 * Where somebody is signed in, with the means to change that. What has ended leaves the list at
 * once; the focus goes to the list's title, since the button that had it is gone.
 */
export function SessionList({ sessions }: { sessions: ListedSession[] }) {
  const [ended, setEnded] = useState<string[]>([])
  const [busy, setBusy] = useState<string | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [said, setSaid] = useState('')
  const title = useRef<HTMLHeadingElement>(null)

  const current = sessions.find((session) => session.current)
  const others = sessions.filter(({ id, current }) => !current && !ended.includes(id))

  async function end(what: string, path: string, ids: string[], done: string) {
    if (busy !== null) return
    setBusy(what)
    setFailure(null)
    setSaid('')
    const result = await callApi(path, { method: 'DELETE', timeout: TIMEOUT })
    setBusy(null)
    // Cancelled: the button that was pressed has the focus again.
    if (!result.ok && result.code === 'step-up-required') return setSaid(CANCELLED)
    // Not found: it was over before, which is what was wanted.
    if (!result.ok && result.code !== 'not-found') return setFailure(failureInWords(result))
    setEnded((before) => [...before, ...ids])
    setSaid(done)
    title.current?.focus()
  }

  return (
    <>
      {current && (
        <section aria-labelledby="this" className="grid gap-3">
          <h2 id="this" className="text-lg font-semibold tracking-tight">
            This session
          </h2>
          <SessionCard session={current}>
            <SignOutButton size="small" />
          </SessionCard>
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
          {others.length > 0 && (
            <BusyButton
              variant="secondary"
              size="small"
              busy={busy === OTHERS}
              busyLabel="Ending…"
              onClick={() =>
                end(
                  OTHERS,
                  PATH,
                  others.map(({ id }) => id),
                  'All other sessions were ended.',
                )
              }
            >
              End all other sessions
            </BusyButton>
          )}
        </div>
        <p role="status" className="text-sm text-muted empty:hidden">
          {said}
        </p>
        <div role="alert">{failure && <Alert tone="danger">{failure}</Alert>}</div>
        {others.length === 0 ? (
          <p className="leading-relaxed text-muted">You are signed in nowhere else.</p>
        ) : (
          <ul className="grid gap-3">
            {others.map((session) => (
              <li key={session.id}>
                <SessionCard session={session}>
                  <BusyButton
                    variant="secondary"
                    size="small"
                    busy={busy === session.id}
                    busyLabel="Ending…"
                    onClick={() =>
                      end(
                        session.id,
                        `${PATH}/${encodeURIComponent(session.id)}`,
                        [session.id],
                        `Session ended: ${session.device}.`,
                      )
                    }
                  >
                    End session
                    <span className="sr-only">{session.device}</span>
                  </BusyButton>
                </SessionCard>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  )
}

function SessionCard({ session, children }: { session: ListedSession; children: ReactNode }) {
  return (
    <Card className="sm:p-6">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h3 className="min-w-0 font-semibold wrap-anywhere">{session.device}</h3>
        {children}
      </div>
      {session.facts}
    </Card>
  )
}
