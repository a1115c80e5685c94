import type { Metadata } from 'next'
import { MailPlace } from '@/app/(public)/account-deleted/mail-place'
import { Slip, SlipPage } from '@/components/slip'
import { buttonVariants } from '@/components/ui/button'

export const metadata: Metadata = { title: 'Your account is deleted' }

/** What follows a deletion: a document of its own, which has nothing of the account in it. */
export default function AccountDeletedPage() {
  return (
    <SlipPage>
      <Slip title="Your account is deleted" data-session-ended>
        <p>
          Everything that was kept about you is gone, and every session of the account has ended, on
          every device.
        </p>
        <MailPlace />
        {/* No Link: what the router keeps is of the account. */}
        <a href="/" className={buttonVariants({ className: 'mt-6' })}>
          To the start page
        </a>
      </Slip>
    </SlipPage>
  )
}
