'use client'

import { useSyncExternalStore } from 'react'
import { InOutbox } from '@/components/mail-on-its-way'
import { MAIL_OUTBOX_PATH } from '@/lib/contract/mail-outbox'

const never = () => () => {}

/** Where the mail is, if no server sends it: the page before says that in the fragment. */
export function MailPlace() {
  const isInOutbox = useSyncExternalStore(
    never,
    () => window.location.hash === '#outbox',
    () => false,
  )
  return (
    isInOutbox && (
      <div className="mt-4">
        <InOutbox outbox={MAIL_OUTBOX_PATH} />
      </div>
    )
  )
}
