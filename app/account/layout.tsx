import type { ReactNode } from 'react'
import { AccountNav } from './account-nav'
import { SessionGate } from './session-gate'
import { StepUpDialog } from './step-up-dialog'

/**
 * Everything under /account leaves the screen when the session ends. The gate is for the eye, not
 * for security: each page asks the server by itself, since a layout is not rendered again when
 * people move between its pages.
 */
export default function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto w-full max-w-4xl px-4 py-8 sm:px-6 sm:py-12">
      <SessionGate>
        <AccountNav />
        {children}
        <StepUpDialog />
      </SessionGate>
    </div>
  )
}
