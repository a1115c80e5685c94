'use client'

import { clsx } from 'clsx'
import Link from 'next/link'
import { NAME } from '@/lib/brand'
import { useAuth } from '@/lib/client/auth-provider'
import { BySession } from './by-session'
import { Logo } from './logo'
import { SignOutButton } from './sign-out-button'
import { buttonVariants } from './ui/button'

/** Nothing here is prefetched: what a visitor's page fetches ahead is wrong after the sign-in. */
export function SiteHeader() {
  const { status, user } = useAuth()
  return (
    <header className="border-b border-border bg-card">
      <div className="page-width flex min-h-16 items-center justify-between gap-3 py-2">
        <Link
          href="/"
          className="flex min-h-11 min-w-0 items-center gap-2 rounded-lg font-semibold"
        >
          <Logo className="size-8 shrink-0" />
          <span
            className={clsx(
              'min-w-0 text-lg leading-tight tracking-tight wrap-anywhere',
              status === 'signed-in' && 'max-[25.5rem]:sr-only',
              status === 'unknown' && 'hinted:max-[25.5rem]:sr-only',
            )}
          >
            {NAME}
          </span>
        </Link>
        <nav
          aria-label="Main"
          className={clsx(
            'flex items-center gap-1 sm:gap-2',
            status === 'signed-in' && 'min-w-0',
            status === 'signed-out' && 'shrink-0',
            status === 'unknown' && 'min-w-0 unhinted:shrink-0',
          )}
        >
          <BySession user={<UserLinks email={user?.email} />} visitor={<VisitorLinks />} />
        </nav>
      </div>
    </header>
  )
}

/** @param props.email undefined until the page has learnt it: its line keeps its place. */
function UserLinks({ email }: { email: string | undefined }) {
  return (
    <>
      <Link
        href="/account"
        prefetch={false}
        className="min-w-0 rounded-lg px-2 py-1 text-right leading-tight hover:bg-subtle"
      >
        <span className="block font-medium">Account</span>{' '}
        <span className="block max-w-28 truncate text-xs text-muted sm:max-w-64">
          {email ?? '\u00a0'}
        </span>
      </Link>
      <SignOutButton />
    </>
  )
}

function VisitorLinks() {
  return (
    <>
      {/* Without scripts no page but the account's own knows who is signed in. */}
      <noscript>
        <a href="/account" className="px-2 font-medium">
          Account
        </a>
      </noscript>
      <Link
        href="/sign-in"
        prefetch={false}
        className={buttonVariants({ variant: 'ghost', size: 'small' })}
      >
        Sign in
      </Link>
      <Link href="/sign-up" prefetch={false} className={buttonVariants({ size: 'small' })}>
        Sign up
      </Link>
    </>
  )
}
