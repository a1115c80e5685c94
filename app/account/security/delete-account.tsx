'use client'

import { BusyButton } from '@/components/busy-button'
import { Field } from '@/components/field'
import { Form, useSubmit } from '@/components/form'
import { emptyFields, NO_PROBLEMS, problemsOf, typed } from '@/components/form-values'
import { Card, CardTitle } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { useAuth } from '@/lib/client/auth-provider'
import { currentUser } from '@/lib/client/call-api'

const ADDRESS = 'address'
const DELETED = '/account-deleted'

/**
 * The typed address is against a slip of the hand, and no security check: an attacker who sits here reads it in
 * the header of the page. What stops that attacker is the password, which the server asks for.
 */
export function DeleteAccount({ sendsMail }: { sendsMail: boolean }) {
  const { user, deleteAccount } = useAuth()
  const { state, action, busy } = useSubmit(async (form, before) => {
    const empty = emptyFields(form, { [ADDRESS]: 'Enter the email address of your account.' })
    if (empty) return { ...before, problems: empty }
    const address = typed(form, ADDRESS).trim().toLowerCase()
    // It may have changed in another tab.
    if (address !== user?.email && address !== (await currentUser())?.email) {
      return { ...before, problems: { fields: { [ADDRESS]: 'Your account has another address.' } } }
    }
    const result = await deleteAccount()
    if (result.ok) {
      // A whole new document, in place of this one: nothing of the account is left in memory or behind Back.
      window.location.replace(result.outbox ? `${DELETED}#${result.outbox}` : DELETED)
      return { done: true, problems: NO_PROBLEMS }
    }
    if (result.code === 'step-up-required') {
      const summary = 'Nothing was deleted: that needs your password.'
      return { ...before, problems: { fields: {}, summary } }
    }
    return { ...before, problems: problemsOf(result, form) }
  }, {})
  return (
    <Card aria-labelledby="delete">
      <CardTitle id="delete">Delete account</CardTitle>
      <p className="mt-1 mb-5 leading-relaxed text-muted">
        Everything that is kept about you goes at once: your account with all that is in it, your
        sessions and your activity. Nothing brings it back, so download your data first, under{' '}
        <a href="#data" className="underline underline-offset-4">
          Your data
        </a>
        .{sendsMail && ' A last mail tells you that it is done.'}
      </p>
      <Form problems={state.problems} action={action} busy={busy} className="max-w-md">
        <Field
          label="Your email address, to show that you mean it"
          name={ADDRESS}
          error={state.problems.fields[ADDRESS]}
        >
          {(control) => (
            <Input
              {...control}
              type="email"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
        <BusyButton
          type="submit"
          variant="danger"
          busy={busy}
          busyLabel="Deleting…"
          className="justify-self-start"
        >
          Delete my account
        </BusyButton>
      </Form>
    </Card>
  )
}
