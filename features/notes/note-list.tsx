'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { ActionButton } from '@/components/action-button'
import { OutcomeRegions } from '@/components/outcome'
import { Card } from '@/components/ui/card'
import { useRemovals } from '@/components/use-removals'
import { NewNote } from './new-note'

type NoteListProps = {
  /** `time`: when it was written, rendered on the server. */
  notes: { id: string; text: string; time: ReactNode }[]
  /** Has the page a form for a new note? */
  takesNew: boolean
}

/** The notes of a page, with a button to delete each. What was done last stands above them. */
export function NoteList({ notes, takesNew }: NoteListProps) {
  const router = useRouter()
  const [status, setStatus] = useState('')
  const { left, busy, outcomeAt, remove, title } = useRemovals(notes.map(({ id }) => id))

  async function deleteNote(id: string) {
    setStatus('')
    const path = `/api/notes/${encodeURIComponent(id)}`
    if (!(await remove({ at: id, path, ids: [id] }))) return
    setStatus('The note was deleted.')
    router.refresh()
  }

  return (
    <>
      {takesNew && <NewNote setStatus={setStatus} />}
      <section aria-labelledby="notes" className="grid gap-3">
        <h2 ref={title} id="notes" tabIndex={-1} className="text-lg font-semibold tracking-tight">
          Your notes
        </h2>
        <OutcomeRegions outcome={{ done: status }} />
        <ul className="grid gap-3 empty:hidden">
          {notes
            .filter(({ id }) => left.includes(id))
            .map(({ id, text, time }) => (
              <li key={id}>
                <Card className="grid grid-cols-1 gap-3 sm:p-6!">
                  <p
                    id={id}
                    tabIndex={-1}
                    className="leading-relaxed whitespace-pre-wrap wrap-anywhere"
                  >
                    {text}
                  </p>
                  <div className="flex flex-wrap items-center justify-between gap-3">
                    <p className="text-sm text-muted">{time}</p>
                    <ActionButton
                      busy={busy === id}
                      busyLabel="Deleting…"
                      aria-describedby={id}
                      act={() => deleteNote(id)}
                    >
                      Delete
                    </ActionButton>
                  </div>
                  <OutcomeRegions outcome={outcomeAt(id)} />
                </Card>
              </li>
            ))}
        </ul>
        {left.length === 0 && (
          <p className="leading-relaxed text-muted">There are no notes here.</p>
        )}
      </section>
    </>
  )
}
