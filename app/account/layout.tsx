import type { ReactNode } from 'react'
import { features } from '@/features'
import { AccountNav } from './account-nav'
import { SessionGate } from './session-gate'
import { StepUpDialog } from './step-up-dialog'

/**
 * The gate protects the screen, not the data: each page asks the server itself, since a layout is
 * not rendered again when users move between its pages.
 */
export default function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <div className="page-width py-8 sm:py-12">
      <SessionGate>
        <AccountNav more={features.flatMap(({ accountPages }) => accountPages ?? [])} />
        {children}
        <StepUpDialog />
      </SessionGate>
    </div>
  )
}
