'use client'

import { useActionState } from 'react'
import { BusyButton } from '@/components/busy-button'
import { Alert } from '@/components/ui/alert'
import { Card, CardTitle } from '@/components/ui/card'
import { failureInWords } from '@/components/words'
import { useAuth } from '@/lib/client/auth-provider'

const NO_ONE = 'No one was signed out.'

type Outcome = 'none' | 'cancelled' | { failure: string }

/** Ends every session. Only the server's answer changes the page: until then no session has ended for certain. */
export function SignOutEverywhere() {
  const { signOutEverywhere } = useAuth()
  const [outcome, submit, pending] = useActionState(async (): Promise<Outcome> => {
    const result = await signOutEverywhere()
    if (result.ok) return 'none'
    if (result.code === 'step-up-required') return 'cancelled'
    return { failure: `${failureInWords(result)} ${NO_ONE}` }
  }, 'none')
  return (
    <Card aria-labelledby="everywhere">
      <CardTitle id="everywhere">Sign out everywhere</CardTitle>
      <p className="mt-1 mb-4 leading-relaxed text-muted">
        Ends all sessions of your account at once, on every device, this one too.
      </p>
      <div role="alert">
        {typeof outcome === 'object' && (
          <Alert tone="danger" className="mb-4">
            {outcome.failure}
          </Alert>
        )}
      </div>
      <form action={submit} onSubmit={(event) => pending && event.preventDefault()}>
        <BusyButton type="submit" variant="secondary" busy={pending} busyLabel="Signing out…">
          Sign out everywhere
        </BusyButton>
      </form>
      <p role="status" className="mt-3 text-sm text-muted empty:hidden">
        {outcome === 'cancelled' && 'No one was signed out: that needs your password.'}
      </p>
    </Card>
  )
}
