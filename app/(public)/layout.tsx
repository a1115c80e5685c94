import type { ReactNode } from 'react'
import { SiteShell } from '@/components/site-shell'

/**
 * The pages that say nothing about anyone: the build makes each once, and the same bytes go to everyone.
 * Nothing in here may read the request; what differs from user to user is asked for in the browser.
 */
export default function PublicLayout({ children }: { children: ReactNode }) {
  return <SiteShell>{children}</SiteShell>
}
