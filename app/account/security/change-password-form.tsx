'use client'

import { useRouter } from 'next/navigation'
import { UsernameField } from '@/app/account/username-field'
import { BusyButton } from '@/components/busy-button'
import { Form, takeFocus, useSubmit } from '@/components/form'
import { emptyFields, NO_PROBLEMS, problemsOf, typed } from '@/components/form-values'
import { PasswordField } from '@/components/password-field'
import { Alert } from '@/components/ui/alert'
import { passwordHint } from '@/components/words'
import { PasswordGuidance } from '@/features/password-strength/password-guidance' // feature: password-strength
import { useAuth } from '@/lib/client/auth-provider'

const EMPTY = {
  currentPassword: 'Enter your current password.',
  newPassword: 'Enter a new password.',
}
const NOT_CURRENT = 'This is not your current password.'
const NO_LONGER_CURRENT = `${NOT_CURRENT} It may have changed when no answer came back: enter the new one.`

/**
 * When the password is changed, the form goes: the typed passwords leave the page, and password
 * managers take that as the moment to save the new one.
 */
export function ChangePasswordForm({ passwordMinLength }: { passwordMinLength: number }) {
  const { changePassword } = useAuth()
  const router = useRouter()

  const { state, action, busy } = useSubmit(
    async (form, before) => {
      const empty = emptyFields(form, EMPTY)
      if (empty) return { ...before, problems: empty }
      const result = await changePassword(
        typed(form, 'currentPassword'),
        typed(form, 'newPassword'),
      )
      if (result.ok) {
        // The router's cache shows sessions that have ended.
        router.refresh()
        return { ...before, done: true, problems: NO_PROBLEMS }
      }
      const { perhapsChanged } = before
      if (result.code === 'invalid-credentials') {
        const currentPassword = perhapsChanged ? NO_LONGER_CURRENT : NOT_CURRENT
        return { ...before, problems: { fields: { currentPassword } } }
      }
      return {
        done: false,
        perhapsChanged: perhapsChanged || result.perhapsDone === true,
        problems: problemsOf(result, form, { 'weak-password': 'newPassword' }),
      }
    },
    // `perhapsChanged`: an answer was lost.
    { perhapsChanged: false },
  )

  if (state.done) {
    return (
      <Alert ref={takeFocus} tone="success" role="status" tabIndex={-1}>
        <strong>Your password was changed.</strong> Every other session of your account has ended.
        You stay signed in here.
      </Alert>
    )
  }
  const { fields } = state.problems
  return (
    <Form problems={state.problems} action={action} busy={busy} className="max-w-md">
      <UsernameField />
      <PasswordField
        label="Current password"
        name="currentPassword"
        autoComplete="current-password"
        error={fields.currentPassword}
      />
      <PasswordField
        label="New password"
        name="newPassword"
        autoComplete="new-password"
        hint={passwordHint(passwordMinLength)}
        minLength={passwordMinLength}
        error={fields.newPassword}
      />
      {/* feature: password-strength */}
      <PasswordGuidance field="newPassword" minLength={passwordMinLength} />
      {/* /feature: password-strength */}
      <BusyButton
        type="submit"
        busy={busy}
        busyLabel="Changing password…"
        className="justify-self-start"
      >
        Change password
      </BusyButton>
    </Form>
  )
}
