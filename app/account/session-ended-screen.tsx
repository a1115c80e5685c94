'use client'

import { usePathname } from 'next/navigation'
import { useEffect } from 'react'
import { forgetDrafts, hasDrafts } from '@/components/drafts'
import { afterSignIn, endReasonInWords } from '@/components/end-reason-words'
import { takeFocus } from '@/components/form'
import { Slip } from '@/components/slip'
import { buttonVariants } from '@/components/ui/button'
import { useAuth } from '@/lib/client/auth-provider'
import type { PageEndReason } from '@/lib/contract/end-reasons'

/** Stands where a protected page was: the session is over, this is why, and this is the way on. */
export function SessionEndedScreen({ reason }: { reason: PageEndReason }) {
  const { signOutStatus } = useAuth()
  const pathname = usePathname()
  const { title, text } = endReasonInWords(reason)
  // After a sign-out of this page, the next user of the browser may be another one.
  const isOwnSignOut =
    reason === 'signed-out' || reason === 'signed-out-everywhere' || reason === 'account-deleted'
  useEffect(() => {
    if (isOwnSignOut) forgetDrafts()
  }, [isOwnSignOut])
  const keepsDraft = !isOwnSignOut && hasDrafts()

  // A whole new document, in place of this one: nothing of the protected page is left in memory,
  // in the router's cache or behind Back.
  useEffect(() => {
    if (signOutStatus === 'confirmed') window.location.replace('/sign-in')
  }, [signOutStatus])

  return (
    <Slip data-session-ended title={title} titleRef={takeFocus} className="mx-auto max-w-lg">
      {reason === 'signed-out' ? (
        <p role="status">
          {signOutStatus === 'unconfirmed'
            ? 'This page has forgotten your session, but the server could not be reached to end it there. Keep this page open: it tries again by itself. Until then, this browser can still open your account.'
            : 'Ending the session on the server…'}
        </p>
      ) : (
        <>
          <p>{text}</p>
          {keepsDraft && (
            <p className="mt-3">
              What you typed here is not sent yet. The button opens a new tab: sign in there, then
              come back to this page, and your text is here again.
            </p>
          )}
          {/* No Link: signing in starts with a new document. */}
          {reason !== 'account-deleted' && (
            <a
              href={`/sign-in?${new URLSearchParams({ next: afterSignIn(reason, pathname) })}`}
              target={keepsDraft ? '_blank' : undefined}
              className={buttonVariants({ className: 'mt-6' })}
            >
              Sign in
            </a>
          )}
        </>
      )}
    </Slip>
  )
}
