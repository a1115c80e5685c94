'use client'

import { SiteShell } from '@/components/site-shell'
import { Slip, SlipPage } from '@/components/slip'
import { Button } from '@/components/ui/button'

/** Shows nothing of the error but its digest, which finds it in the server's log. */
export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : null
  return (
    <SiteShell>
      <SlipPage>
        <Slip title="Something went wrong">
          <div role="alert">
            <p>This page could not be shown. It is our fault, not yours.</p>
            {digest && <p className="mt-2 text-sm text-muted">Reference: {digest}</p>}
          </div>
          <Button onClick={retry} className="mt-5">
            Try again
          </Button>
        </Slip>
      </SlipPage>
    </SiteShell>
  )
}
