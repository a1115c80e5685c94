import type { ReactNode } from 'react'
import { SlipPage } from '@/components/slip'
import { Alert } from '@/components/ui/alert'

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <SlipPage>
      <noscript>
        <Alert>
          This page needs JavaScript: the access token lives only in the page’s memory. Allow
          JavaScript for this site and reload.
        </Alert>
      </noscript>
      {children}
    </SlipPage>
  )
}
