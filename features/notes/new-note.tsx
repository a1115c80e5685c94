'use client'

import { useRouter } from 'next/navigation'
import { startTransition } from 'react'
import { BusyButton } from '@/components/busy-button'
import { useDraft } from '@/components/drafts'
import { Field } from '@/components/field'
import { Form, useSubmit } from '@/components/form'
import { NO_PROBLEMS, problemsOf, typed } from '@/components/form-values'
import { callApi } from '@/lib/client/call-api'

/** Milliseconds. */
const TIMEOUT = 10_000

/** What was sent last and may have been lost. It outlives the form, as the draft does. */
let sent = { id: '', text: '' }

/** Adds a note. What was typed stays in the field until the server has it. */
export function NewNote({ setStatus }: { setStatus(status: string): void }) {
  const router = useRouter()
  const draft = useDraft('note')

  const { state, action, busy } = useSubmit(async (form) => {
    // As the server keeps it: a blank at the end does not make another note.
    const text = typed(form, 'text').trim()
    // The same id again with the same text: where an answer was lost, the note is not added twice.
    if (sent.text !== text) sent = { id: crypto.randomUUID(), text }
    const result = await callApi('/api/notes', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(sent),
      timeout: TIMEOUT,
    })
    // A transition: it is shown with the new list, and not before.
    startTransition(() => setStatus(result.ok ? 'The note was added.' : ''))
    if (!result.ok) return { done: false, problems: problemsOf(result, form) }
    sent = { id: '', text: '' }
    draft.take(text)
    router.refresh()
    return { done: false, problems: NO_PROBLEMS }
  }, {})

  return (
    <Form problems={state.problems} action={action} busy={busy} className="max-w-2xl gap-3!">
      <Field label="New note" name="text" error={state.problems.fields.text}>
        {(control) => (
          <textarea
            {...control}
            {...draft.props}
            rows={3}
            required
            // A browser fills a field again on Back, also for the next user of the tab.
            autoComplete="off"
            className="w-full min-w-0 rounded-lg border border-control bg-card px-3 py-2 text-base text-foreground aria-invalid:border-2 aria-invalid:border-danger"
          />
        )}
      </Field>
      <BusyButton type="submit" busy={busy} busyLabel="Adding…" className="justify-self-start">
        Add note
      </BusyButton>
    </Form>
  )
}
