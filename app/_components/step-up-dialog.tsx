'use client'

import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { useAuth, usePasswordRequest } from '@/lib/client/auth-provider'
import { BusyButton } from './busy-button'
import { PasswordField } from './password-field'
import { Alert } from './ui/alert'
import { Button } from './ui/button'
import { UsernameField } from './username-field'
import { failureInWords } from './words'

/**
 * Asks for the password in the middle of what somebody is doing, and lets it go on: a call made
 * with `authFetch` waits for this dialog. A page whose calls may need it renders it once.
 *
 * The browser's own modal dialog: it keeps the focus inside, closes with Escape, gives the focus
 * back to where it was, and needs no style that the content security policy would refuse.
 */
export function StepUpDialog() {
  const { asked, answer } = usePasswordRequest()
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()

  useEffect(() => {
    if (asked) dialog.current?.showModal()
    else dialog.current?.close()
  }, [asked])

  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onCancel={() => answer(false)}
      className="m-auto w-full max-w-md rounded-2xl border border-border bg-card p-5 text-foreground backdrop:bg-black/60 max-sm:max-w-[calc(100%-2rem)] sm:p-7"
    >
      {asked && (
        <>
          <h2 id={`${id}-title`} className="text-xl font-semibold tracking-tight">
            Enter your password
          </h2>
          <p id={`${id}-text`} className="mt-1 mb-5 leading-relaxed text-muted">
            To go on, show once more that it is you.
          </p>
          <StepUpForm onDone={() => answer(true)} onCancel={() => answer(false)} />
        </>
      )}
    </dialog>
  )
}

/** What went wrong last time: the password, or something that belongs to no field. */
type Problems = { password?: string; summary?: string }

/**
 * Its submit is no React action, unlike that of the other forms: the call that waits for it may
 * come from one, and React shows nothing of an action's end before all that run have ended. Nor
 * can it be submitted before hydration: only a running page opens it.
 */
function StepUpForm({ onDone, onCancel }: { onDone(): void; onCancel(): void }) {
  const { stepUp } = useAuth()
  const form = useRef<HTMLFormElement>(null)
  const summary = useRef<HTMLDivElement>(null)
  const [problems, setProblems] = useState<Problems>({})
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (busy) return
    const password = String(new FormData(event.currentTarget).get('password') ?? '')
    if (password === '') return setProblems({ password: 'Enter your password.' })
    setBusy(true)
    const result = await stepUp(password)
    setBusy(false)
    if (result.ok) onDone()
    else if (result.code === 'invalid-credentials') {
      setProblems({ password: 'This is not your password.' })
    } else setProblems({ summary: failureInWords(result) })
  }

  useEffect(() => {
    if (problems.password) {
      form.current?.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.select()
    } else if (problems.summary) summary.current?.focus()
  }, [problems])

  return (
    <form ref={form} onSubmit={submit} noValidate className="grid gap-5">
      {problems.summary && (
        <Alert ref={summary} tone="danger" role="alert" tabIndex={-1}>
          {problems.summary}
        </Alert>
      )}
      <UsernameField />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="current-password"
        error={problems.password}
      />
      <div className="flex flex-wrap-reverse justify-end gap-3">
        <Button type="button" variant="secondary" onClick={onCancel}>
          Cancel
        </Button>
        <BusyButton type="submit" busy={busy} busyLabel="Checking…">
          Continue
        </BusyButton>
      </div>
    </form>
  )
}
