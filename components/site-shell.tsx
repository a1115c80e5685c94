import type { ReactNode } from 'react'
import { AuthProvider } from '@/lib/client/auth-provider'
import type { RenderedFor } from '@/lib/client/state'
import { SiteHeader } from './site-header'
import { StatusNotice } from './status-notice'

/** What stands above every page. @param user none on a page that is the same for everyone. */
export function SiteShell({ user, children }: { user?: RenderedFor; children: ReactNode }) {
  return (
    <AuthProvider initialUser={user}>
      <SiteHeader />
      <StatusNotice />
      <main id="main" tabIndex={-1} className="flex flex-1 flex-col">
        {children}
      </main>
    </AuthProvider>
  )
}
