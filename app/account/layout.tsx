import type { ReactNode } from 'react'
import { SiteShell } from '@/components/site-shell'
import { features } from '@/features'
import { getCurrentUser } from '@/lib/http/current-user'
import { AccountNav } from './account-nav'
import { SessionGate } from './session-gate'
import { StepUpDialog } from './step-up-dialog'

/**
 * The server says for whom it renders, so that the first paint is right. The gate protects the screen,
 * not the data: each page asks the server itself, since a layout is not rendered again when users move
 * between its pages.
 */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  const current = await getCurrentUser()
  return (
    <SiteShell user={current?.user ?? null}>
      <div className="page-width py-8 sm:py-12">
        <SessionGate>
          <AccountNav more={features.flatMap(({ accountPages }) => accountPages ?? [])} />
          {children}
          <StepUpDialog />
        </SessionGate>
      </div>
    </SiteShell>
  )
}
