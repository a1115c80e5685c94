'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useActionState, useEffect, useRef } from 'react'
import { UsernameField } from '@/app/account/username-field'
import { BusyButton } from '@/components/busy-button'
import { PasswordField } from '@/components/password-field'
import { typed } from '@/components/typed'
import { Alert } from '@/components/ui/alert'
import { useOnline } from '@/components/use-online'
import { failureInWords, passwordHint } from '@/components/words'
import { useAuth } from '@/lib/client/auth-provider'
import type { CallResult } from '@/lib/client/types'

/** What went wrong last time. `summary` is for what belongs to no field. */
type Problems = {
  currentPassword?: string
  newPassword?: string
  summary?: string
  isOffline?: boolean
}

/** `perhapsChanged`: an answer was lost, now or before. */
type Outcome = { changed: boolean; perhapsChanged: boolean; problems: Problems }

const START: Outcome = { changed: false, perhapsChanged: false, problems: {} }

const NOT_CURRENT = 'This is not your current password.'
const NO_LONGER_CURRENT = `${NOT_CURRENT} It may have changed when no answer came back: enter the new one.`

/**
 * The password in use and the one to come. When it is changed, the form goes: the typed passwords
 * leave the page, and password managers take that as the moment to save the new one.
 */
export function ChangePasswordForm({ passwordMinLength }: { passwordMinLength: number }) {
  const { changePassword } = useAuth()
  const router = useRouter()
  const online = useOnline()
  const form = useRef<HTMLFormElement>(null)
  const notice = useRef<HTMLDivElement>(null)

  const [{ changed, problems }, submit, pending] = useActionState(
    async (before: Outcome): Promise<Outcome> => {
      // A double click before hydration is replayed as two submits: the second would be refused.
      if (before.changed) return before
      const { perhapsChanged } = before
      const currentPassword = typed(form.current, 'currentPassword')
      const newPassword = typed(form.current, 'newPassword')
      const missing = whatIsMissing(currentPassword, newPassword)
      if (missing) return { changed: false, perhapsChanged, problems: missing }
      const result = await changePassword(currentPassword, newPassword)
      // What the router keeps of other pages tells of sessions that have ended.
      if (result.ok) router.refresh()
      return {
        changed: result.ok,
        perhapsChanged: perhapsChanged || (!result.ok && result.perhapsDone === true),
        problems: problemsOf(result, perhapsChanged),
      }
    },
    START,
  )

  useEffect(() => {
    const invalid = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    if (invalid) invalid.focus()
    else if (changed || problems.summary) notice.current?.focus()
  }, [changed, problems])

  if (changed) {
    return (
      <Alert ref={notice} tone="success" role="status" tabIndex={-1}>
        <strong>Your password was changed.</strong> Every other session of your account has ended.
        Here you stay signed in.
      </Alert>
    )
  }

  const ignoreWhileBusy = (event: FormEvent) => pending && event.preventDefault()

  return (
    <form
      ref={form}
      action={submit}
      onSubmit={ignoreWhileBusy}
      onReset={(event) => event.preventDefault()}
      noValidate
      className="grid max-w-md gap-5"
    >
      {problems.summary && !(problems.isOffline && online) && (
        <Alert ref={notice} tone="danger" role="alert" tabIndex={-1}>
          {problems.summary}
        </Alert>
      )}
      <UsernameField />
      <PasswordField
        label="Current password"
        name="currentPassword"
        autoComplete="current-password"
        error={problems.currentPassword}
      />
      <PasswordField
        label="New password"
        name="newPassword"
        autoComplete="new-password"
        hint={passwordHint(passwordMinLength)}
        minLength={passwordMinLength}
        error={problems.newPassword}
      />
      <BusyButton
        type="submit"
        busy={pending}
        busyLabel="Changing password…"
        className="justify-self-start"
      >
        Change password
      </BusyButton>
    </form>
  )
}

/** What can be said without asking the server. All else is the server's to judge. */
function whatIsMissing(currentPassword: string, newPassword: string): Problems | null {
  if (currentPassword !== '' && newPassword !== '') return null
  return {
    currentPassword: currentPassword === '' ? 'Enter your current password.' : undefined,
    newPassword: newPassword === '' ? 'Enter a new password.' : undefined,
  }
}

function problemsOf(result: CallResult, perhapsChanged: boolean): Problems {
  if (result.ok) return {}
  if (result.code === 'invalid-credentials') {
    return { currentPassword: perhapsChanged ? NO_LONGER_CURRENT : NOT_CURRENT }
  }
  if (result.code === 'weak-password') return { newPassword: failureInWords(result) }
  const of = (path: string) => result.errors.find((error) => error.path === path)?.message
  const fields = { currentPassword: of('currentPassword'), newPassword: of('newPassword') }
  if (fields.currentPassword || fields.newPassword) return fields
  return { summary: failureInWords(result), isOffline: result.code === 'offline' }
}
