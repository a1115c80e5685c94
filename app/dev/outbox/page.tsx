// feature: dev-outbox
import type { Metadata } from 'next'
import { SiteShell } from '@/components/site-shell'
import { OutboxPage } from '@/features/dev-outbox/outbox-page'

export const metadata: Metadata = { title: 'Outbox', robots: { index: false } }

export default function Outbox() {
  return (
    <SiteShell>
      <OutboxPage />
    </SiteShell>
  )
}
