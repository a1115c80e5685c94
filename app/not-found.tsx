import type { Metadata } from 'next'
import { SiteShell } from '@/components/site-shell'
import { Slip, SlipPage } from '@/components/slip'
import { TextLink } from '@/components/text-link'

export const metadata: Metadata = { title: 'Page not found' }

export default function NotFound() {
  return (
    <SiteShell>
      <SlipPage>
        <Slip title="Page not found">
          <p>
            There is no room at this address. It may have moved, or the link has a mistake in it.
          </p>
          <p className="mt-4">
            <TextLink href="/">Back to the start page</TextLink>
          </p>
        </Slip>
      </SlipPage>
    </SiteShell>
  )
}
