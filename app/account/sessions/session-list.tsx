'use client'

import { type ReactNode, useRef, useState } from 'react'
import { BusyButton } from '@/components/busy-button'
import { Alert } from '@/components/ui/alert'
import { Card } from '@/components/ui/card'
import { failureInWords } from '@/components/words'
import { callApi } from '@/lib/client/call-api'

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
  facts: ReactNode
}

type Note = { failed: boolean; text: string }

/** What a button ends. `at`: the session it belongs to, or OTHERS. */
type Ending = { at: string; path: string; ids: string[]; purpose: string; done: string }

/**
 * The list may be many screens long, so what happened stands in the card whose button was pressed:
 * the card of an ended session stays until the next press. The focus goes to the next session,
 * since the button that had it is gone.
 */
export function SessionList({ sessions }: { sessions: ListedSession[] }) {
  const [ended, setEnded] = useState<string[]>([])
  const [busy, setBusy] = useState<string | null>(null)
  const [note, setNote] = useState<(Note & { at: string }) | null>(null)
  const title = useRef<HTMLHeadingElement>(null)

  const current = sessions.find((session) => session.current)
  const listed = sessions.filter((session) => !session.current)
  const others = listed.filter(({ id }) => !ended.includes(id))
  const noteAt = (at: string) => (note?.at === at ? note : null)

  async function end({ at, path, ids, purpose, done }: Ending) {
    if (busy !== null) return
    setBusy(at)
    setNote(null)
    const result = await callApi(path, { method: 'DELETE', timeout: TIMEOUT, purpose })
    setBusy(null)
    // Cancelled: the button that was pressed has the focus again.
    if (!result.ok && result.code === 'step-up-required') {
      return setNote({ at, failed: false, text: CANCELLED })
    }
    // Not found: it was over before, which is what was wanted.
    if (!result.ok && result.code !== 'not-found') {
      return setNote({ at, failed: true, text: failureInWords(result) })
    }
    setEnded((before) => [...before, ...ids])
    setNote({ at, failed: false, text: done })
    // All others have no place in the list, and leave nothing to go to but its title.
    const place = others.findIndex(({ id }) => id === at)
    const next = place < 0 ? undefined : (others[place + 1] ?? others[place - 1])
    const heading = next ? document.getElementById(next.id) : title.current
    heading?.focus()
  }

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
          {others.length > 0 && (
            <BusyButton
              variant="secondary"
              size="small"
              busy={busy === OTHERS}
              busyLabel="Ending…"
              onClick={() =>
                end({
                  at: OTHERS,
                  path: PATH,
                  ids: others.map(({ id }) => id),
                  purpose: 'to end all other sessions',
                  done: 'All other sessions were ended.',
                })
              }
            >
              End all other sessions
            </BusyButton>
          )}
        </div>
        <NoteBox note={noteAt(OTHERS)} />
        <ul className="grid gap-3 empty:hidden">
          {listed.map((session) => (
            <li key={session.id} hidden={ended.includes(session.id) && !noteAt(session.id)}>
              <SessionCard
                session={session}
                ended={ended.includes(session.id)}
                note={noteAt(session.id)}
              >
                <BusyButton
                  variant="secondary"
                  size="small"
                  busy={busy === session.id}
                  busyLabel="Ending…"
                  onClick={() =>
                    end({
                      at: session.id,
                      path: `${PATH}/${encodeURIComponent(session.id)}`,
                      ids: [session.id],
                      purpose: `to end the session of ${session.device}`,
                      done: `Session ended: ${session.device}.`,
                    })
                  }
                >
                  End session
                  <span className="sr-only">{session.device}</span>
                </BusyButton>
              </SessionCard>
            </li>
          ))}
        </ul>
        {others.length === 0 && (
          <p className="leading-relaxed text-muted">You are signed in nowhere else.</p>
        )}
      </section>
    </>
  )
}

type SessionCardProps = {
  session: ListedSession
  ended?: boolean
  note?: Note | null
  children?: ReactNode
}

function SessionCard({ session, ended = false, note = null, children }: SessionCardProps) {
  return (
    <Card className="grid grid-cols-1 gap-3 sm:p-6">
      {!ended && (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h3 id={session.id} tabIndex={-1} className="min-w-0 font-semibold wrap-anywhere">
            {session.device}
          </h3>
          {children}
        </div>
      )}
      <NoteBox note={note} />
      {!ended && session.facts}
    </Card>
  )
}

/** Both regions are there before there is a note, or screen readers would miss it. */
function NoteBox({ note }: { note: Note | null }) {
  return (
    <>
      <p role="status" className="text-sm wrap-anywhere text-muted empty:hidden">
        {note && !note.failed && note.text}
      </p>
      <div role="alert" className="empty:hidden">
        {note?.failed && <Alert tone="danger">{note.text}</Alert>}
      </div>
    </>
  )
}
