'use client'

import { usePathname } from 'next/navigation'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { BusyButton } from '@/components/busy-button'
import { PasswordField } from '@/components/password-field'
import { typed } from '@/components/typed'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { useOnline } from '@/components/use-online'
import { failureInWords } from '@/components/words'
import { type PasswordRequest, useAuth, usePasswordRequest } from '@/lib/client/auth-provider'
import { UsernameField } from './username-field'

/**
 * Asks for the password in the middle of what somebody is doing, and lets it go on: a call made
 * with `authFetch` waits for this dialog. A page whose calls may need it renders it once.
 *
 * Each path has a dialog of its own. Where Back leaves the page, its dialog goes and the call is
 * cancelled: a password typed over another page must not act on the one before.
 */
export function StepUpDialog() {
  return <PathDialog key={usePathname()} />
}

/**
 * The browser's own modal dialog: it keeps the focus inside, closes with Escape, gives the focus
 * back to where it was, and needs no style that the content security policy would refuse.
 *
 * While a password is checked it cannot be cancelled: the server may have counted the check, so
 * "Cancel" would promise what the page cannot keep.
 */
function PathDialog() {
  const request = usePasswordRequest()
  const [checking, setChecking] = useState(false)
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()

  useEffect(() => {
    if (request) dialog.current?.showModal()
    else dialog.current?.close()
  }, [request])

  // Told by the browser itself: React shows no new path while the action that waits here is pending.
  useEffect(() => {
    const cancel = () => request?.answer(false)
    window.addEventListener('popstate', cancel)
    return () => window.removeEventListener('popstate', cancel)
  }, [request])

  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onKeyDown={(event) => {
        if (checking && event.key === 'Escape') event.preventDefault()
      }}
      onCancel={(event) => {
        if (checking) event.preventDefault()
        else request?.answer(false)
      }}
      // A browser may close it whatever the page says, as Android does at the second Back.
      onClose={() => {
        if (!dialog.current?.open) request?.answer(false)
      }}
      className="m-auto w-full max-w-md rounded-2xl border border-border bg-card p-5 text-foreground backdrop:bg-black/60 max-sm:max-w-[calc(100%-2rem)] sm:p-7"
    >
      {request && (
        <>
          <h2 id={`${id}-title`} className="text-xl font-semibold tracking-tight">
            Enter your password
          </h2>
          <p id={`${id}-text`} className="mt-1 mb-5 leading-relaxed wrap-anywhere text-muted">
            It is needed {request.purpose ?? 'to go on'}.
          </p>
          <StepUpForm answer={request.answer} checking={checking} setChecking={setChecking} />
        </>
      )}
    </dialog>
  )
}

/** What went wrong last time: the password, or something that belongs to no field. */
type Problems = { password?: string; summary?: string; isOffline?: boolean }

type StepUpFormProps = Pick<PasswordRequest, 'answer'> & {
  checking: boolean
  setChecking(checking: boolean): void
}

/**
 * Its submit is no React action, unlike that of the other forms: the call that waits for it may
 * come from one, and React shows nothing of an action's end before all that run have ended. Nor
 * can it be submitted before hydration: only a running page opens it.
 */
function StepUpForm({ answer, checking, setChecking }: StepUpFormProps) {
  const { stepUp } = useAuth()
  const online = useOnline()
  const form = useRef<HTMLFormElement>(null)
  const summary = useRef<HTMLDivElement>(null)
  const [problems, setProblems] = useState<Problems>({})

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (checking) return
    const password = typed(event.currentTarget, 'password')
    if (password === '') return setProblems({ password: 'Enter your password.' })
    setChecking(true)
    const result = await stepUp(password)
    setChecking(false)
    if (result.ok) answer(true)
    else if (result.code === 'invalid-credentials') {
      setProblems({ password: 'This is not your password.' })
    } else setProblems({ summary: failureInWords(result), isOffline: result.code === 'offline' })
  }

  useEffect(() => {
    if (problems.password) {
      form.current?.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.select()
    } else if (problems.summary) summary.current?.focus()
  }, [problems])

  return (
    <form ref={form} onSubmit={submit} noValidate className="grid gap-5">
      {problems.summary && !(problems.isOffline && online) && (
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
        <Button
          type="button"
          variant="secondary"
          aria-disabled={checking || undefined}
          onClick={() => {
            if (!checking) answer(false)
          }}
        >
          Cancel
        </Button>
        <BusyButton type="submit" busy={checking} busyLabel="Checking…">
          Continue
        </BusyButton>
      </div>
    </form>
  )
}
