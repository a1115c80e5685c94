'use client'

import Link from 'next/link'
import { NAME } from '@/lib/brand'
import { useAuth } from '@/lib/client/auth-provider'
import { cn } from '@/lib/utils'
import { Logo } from './logo'
import { signInPath } from './sign-in-path'
import { SignOutButton } from './sign-out-button'
import { Button } from './ui/button'

/** Nothing here is prefetched: what a visitor's page fetches ahead is wrong after the sign-in. */
export function SiteHeader() {
  const { user, signOutStatus } = useAuth()
  return (
    <header className="border-b border-border bg-card">
      <div className="page-width flex min-h-16 items-center justify-between gap-3 py-2">
        <Link
          href="/"
          className="flex min-h-11 min-w-0 items-center gap-2 rounded-lg font-semibold"
        >
          <Logo className="size-8 shrink-0" />
          <span
            className={cn(
              'min-w-0 text-lg leading-tight tracking-tight wrap-anywhere',
              user && 'max-[25.5rem]:sr-only',
            )}
          >
            {NAME}
          </span>
        </Link>
        <nav
          aria-label="Main"
          className={cn('flex items-center gap-1 sm:gap-2', user ? 'min-w-0' : 'shrink-0')}
        >
          {user ? (
            <>
              <Link
                href="/account"
                prefetch={false}
                className="min-w-0 rounded-lg px-2 py-1 text-right leading-tight hover:bg-subtle"
              >
                <span className="block font-medium">Account</span>{' '}
                <span className="block max-w-28 truncate text-xs text-muted sm:max-w-64">
                  {user.email}
                </span>
              </Link>
              <SignOutButton />
            </>
          ) : (
            <>
              <Button asChild variant="ghost" size="small">
                <Link href={signInPath(signOutStatus)} prefetch={false}>
                  Sign in
                </Link>
              </Button>
              <Button asChild size="small">
                <Link href="/sign-up" prefetch={false}>
                  Sign up
                </Link>
              </Button>
            </>
          )}
        </nav>
      </div>
    </header>
  )
}
