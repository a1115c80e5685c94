'use client'

import { usePathname } from 'next/navigation'
import { useEffect, useId, useRef, useState } from 'react'
import { BusyButton } from '@/components/busy-button'
import { Form } from '@/components/form'
import {
  emptyFields,
  NO_PROBLEMS,
  type Problems,
  problemsOf,
  typed,
} from '@/components/form-values'
import { PasswordField } from '@/components/password-field'
import { Button } from '@/components/ui/button'
import { type PasswordRequest, useAuth, usePasswordRequest } from '@/lib/client/auth-provider'
import { UsernameField } from './username-field'

/**
 * Asks for the password while a call of `authFetch` waits. Each path has its own dialog: where Back
 * leaves the page, the call is cancelled, since a password typed over another page must not act on
 * the one before.
 */
export function StepUpDialog() {
  return <PathDialog key={usePathname()} />
}

/**
 * The browser's modal dialog keeps the focus inside, and needs no style that the content security
 * policy would refuse. While a password is checked it cannot be cancelled: the server may have
 * counted the check.
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

  // React shows no new path while the action that waits here is pending.
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

type StepUpFormProps = Pick<PasswordRequest, 'answer'> & {
  checking: boolean
  setChecking(checking: boolean): void
}

/**
 * Its submit is no React action: the call that waits for it may come from one, and React shows an
 * action's end only after all that run have ended.
 */
function StepUpForm({ answer, checking, setChecking }: StepUpFormProps) {
  const { stepUp } = useAuth()
  const [problems, setProblems] = useState<Problems>(NO_PROBLEMS)

  async function submit(form: HTMLFormElement) {
    const empty = emptyFields(form, { password: 'Enter your password.' })
    if (empty) return setProblems(empty)
    setChecking(true)
    const result = await stepUp(typed(form, 'password'))
    setChecking(false)
    if (result.ok) answer(true)
    else if (result.code === 'invalid-credentials') {
      setProblems({ fields: { password: 'This is not your password.' } })
    } else setProblems(problemsOf(result, form))
  }

  return (
    <Form problems={problems} onSubmit={submit} busy={checking}>
      <UsernameField />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="current-password"
        error={problems.fields.password}
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
    </Form>
  )
}
