'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useActionState, useEffect, useRef } from 'react'
import { BusyButton } from '@/components/busy-button'
import { Field } from '@/components/field'
import { failureInWords } from '@/components/words'
import { callApi } from '@/lib/client/call-api'
import type { CallFailure } from '@/lib/client/types'

/** Milliseconds. */
const TIMEOUT = 10_000

type Outcome = { added: boolean; error?: string }

/** Adds a note. What was typed stays in the field until the server has it. */
export function NewNote() {
  const router = useRouter()
  const field = useRef<HTMLTextAreaElement>(null)
  const [outcome, submit, pending] = useActionState(
    async (): Promise<Outcome> => {
      const text = field.current?.value ?? ''
      if (text.trim() === '') return { added: false, error: 'Write something.' }
      const result = await callApi('/api/notes', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ text }),
        timeout: TIMEOUT,
      })
      if (!result.ok) return { added: false, error: inWords(result) }
      // Only what was sent goes: the user may have typed on meanwhile.
      if (field.current)
        field.current.value = field.current.value.replace(text, () => '').trimStart()
      router.refresh()
      return { added: true }
    },
    { added: false },
  )

  useEffect(() => {
    if (outcome.error) field.current?.focus()
  }, [outcome])

  const ignoreWhileBusy = (event: FormEvent) => pending && event.preventDefault()

  return (
    <form
      action={submit}
      onSubmit={ignoreWhileBusy}
      // React empties a form after its action.
      onReset={(event) => event.preventDefault()}
      noValidate
      className="grid max-w-2xl gap-3"
    >
      <Field label="New note" name="text" error={outcome.error}>
        {(control) => (
          <textarea
            {...control}
            ref={field}
            rows={3}
            required
            className="w-full min-w-0 rounded-lg border border-control bg-card px-3 py-2 text-base text-foreground aria-invalid:border-2 aria-invalid:border-danger"
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <BusyButton type="submit" busy={pending} busyLabel="Adding…">
          Add note
        </BusyButton>
        <p role="status" className="text-sm text-muted">
          {outcome.added && !pending && 'The note was added.'}
        </p>
      </div>
    </form>
  )
}

/** What the server says of the text comes first. */
const inWords = (failure: CallFailure) => failure.errors[0]?.message ?? failureInWords(failure)
