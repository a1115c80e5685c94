'use client'

import { useSyncExternalStore } from 'react'
import { InOutbox } from '@/components/mail-on-its-way'
import { MAIL_OUTBOX_PATH, NO_MAIL } from '@/lib/contract/mail-outbox'

const never = () => () => {}

/** Where the last mail is: the page before says in the fragment what the answer said, if no server sends it. */
export function MailPlace() {
  const place = useSyncExternalStore(
    never,
    () => window.location.hash.slice(1),
    () => '',
  )
  if (place === NO_MAIL) return null
  return (
    <div className="mt-4 grid gap-4">
      <p>A last mail tells you so.</p>
      {place === MAIL_OUTBOX_PATH && <InOutbox outbox={MAIL_OUTBOX_PATH} />}
    </div>
  )
}
