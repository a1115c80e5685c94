'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useRef, useState } from 'react'
import { BusyButton } from '@/components/busy-button'
import { Alert } from '@/components/ui/alert'
import { Card } from '@/components/ui/card'
import { failureInWords } from '@/components/words'
import { callApi } from '@/lib/client/call-api'

/** Milliseconds. */
const TIMEOUT = 10_000

/** `time`: when it was written, rendered on the server. */
type ListedNote = { id: string; text: string; time: ReactNode }

/** The notes of a page, with a button to delete each. The focus goes on to the next note. */
export function NoteList({ notes }: { notes: ListedNote[] }) {
  const router = useRouter()
  const title = useRef<HTMLHeadingElement>(null)
  const [deleted, setDeleted] = useState<string[]>([])
  const [busy, setBusy] = useState<string | null>(null)
  const [failed, setFailed] = useState<{ id: string; text: string } | null>(null)
  const [status, setStatus] = useState('')
  const shown = notes.filter(({ id }) => !deleted.includes(id))

  async function remove(id: string) {
    if (busy !== null) return
    setBusy(id)
    setFailed(null)
    setStatus('')
    const path = `/api/notes/${encodeURIComponent(id)}`
    const result = await callApi(path, { method: 'DELETE', timeout: TIMEOUT })
    setBusy(null)
    // Not found: the note was deleted in another tab.
    if (!result.ok && result.code !== 'not-found') {
      return setFailed({ id, text: failureInWords(result) })
    }
    const place = shown.findIndex((note) => note.id === id)
    const next = shown[place + 1] ?? shown[place - 1]
    // The button that had the focus goes, and the focus with it.
    const target = next ? document.getElementById(next.id) : title.current
    target?.focus()
    setDeleted((before) => [...before, id])
    setStatus('The note was deleted.')
    router.refresh()
  }

  return (
    <section aria-labelledby="notes" className="grid gap-3">
      <h2 ref={title} id="notes" tabIndex={-1} className="text-lg font-semibold tracking-tight">
        Your notes
      </h2>
      <p role="status" className="text-sm text-muted empty:hidden">
        {status}
      </p>
      <ul className="grid gap-3 empty:hidden">
        {shown.map(({ id, text, time }) => (
          <li key={id}>
            <Card className="grid grid-cols-1 gap-3 sm:p-6">
              <p
                id={id}
                tabIndex={-1}
                className="leading-relaxed whitespace-pre-wrap wrap-anywhere"
              >
                {text}
              </p>
              <div className="flex flex-wrap items-center justify-between gap-3">
                <p className="text-sm text-muted">{time}</p>
                <BusyButton
                  variant="secondary"
                  size="small"
                  busy={busy === id}
                  busyLabel="Deleting…"
                  aria-describedby={id}
                  onClick={() => remove(id)}
                >
                  Delete
                </BusyButton>
              </div>
              <div role="alert" className="empty:hidden">
                {failed?.id === id && <Alert tone="danger">{failed.text}</Alert>}
              </div>
            </Card>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="leading-relaxed text-muted">There are no notes here.</p>}
    </section>
  )
}
