'use client'

import { useActionState } from 'react'
import { useAuth } from '@/lib/client/auth-provider'
import { BusyButton } from './busy-button'
import { Alert } from './ui/alert'
import { Card, CardTitle } from './ui/card'
import { failureInWords } from './words'

const NOBODY = 'Nobody was signed out.'
const CANCELLED = `${NOBODY} That needs your password.`

/** Ends every session. Only the server's answer changes the page: until then nobody is safe. */
export function SignOutEverywhere() {
  const { signOutEverywhere } = useAuth()
  const [failure, submit, pending] = useActionState(async (): Promise<string | null> => {
    const result = await signOutEverywhere()
    if (result.ok) return null
    return result.code === 'step-up-required' ? CANCELLED : `${failureInWords(result)} ${NOBODY}`
  }, null)
  return (
    <Card aria-labelledby="everywhere">
      <CardTitle id="everywhere">Sign out everywhere</CardTitle>
      <p className="mt-1 mb-4 leading-relaxed text-muted">
        Ends all sessions of your account at once, on every device, this one too.
      </p>
      <div role="alert">
        {failure && (
          <Alert tone="danger" className="mb-4">
            {failure}
          </Alert>
        )}
      </div>
      <form action={submit} onSubmit={(event) => pending && event.preventDefault()}>
        <BusyButton type="submit" variant="secondary" busy={pending} busyLabel="Signing out…">
          Sign out everywhere
        </BusyButton>
      </form>
    </Card>
  )
}
