'use client'

import { ActionCard } from '@/app/account/action-card'
import { failedOutcome } from '@/components/outcome'
import { useAuth } from '@/lib/client/auth-provider'

/** Only the server's answer changes the page: until then no session has ended for certain. */
export function SignOutEverywhere() {
  const { signOutEverywhere } = useAuth()
  return (
    <ActionCard
      id="everywhere"
      title="Sign out everywhere"
      text="Ends all sessions of your account at once, on every device, this one too."
      busyLabel="Signing out…"
      act={async () => {
        const result = await signOutEverywhere()
        if (result.ok) return {}
        if (result.code === 'step-up-required') {
          return { done: 'No one was signed out: that needs your password.' }
        }
        return failedOutcome(result, 'No one was signed out.')
      }}
    >
      Sign out everywhere
    </ActionCard>
  )
}
