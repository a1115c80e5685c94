import type { ReactNode } from 'react'
import { SlipPage } from './slip'
import { Alert } from './ui/alert'

/** A page where the link of a mail leads: only its script reads the token, which no server gets with the address. */
export function LinkPage({ children }: { children: ReactNode }) {
  return (
    <SlipPage>
      <noscript>
        <Alert>
          This page needs JavaScript: the code of your link is in the part of the address that only
          the page itself can read. Allow JavaScript for this site and open the link again.
        </Alert>
      </noscript>
      {children}
    </SlipPage>
  )
}
