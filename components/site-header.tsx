'use client'

import Link from 'next/link'
import { NAME } from '@/lib/brand'
import { useAuth } from '@/lib/client/auth-provider'
import { cn } from '@/lib/utils'
import { Logo } from './logo'
import { signInPath } from './sign-in-path'
import { SignOutButton } from './sign-out-button'
import { Button } from './ui/button'

/**
 * Says who is signed in. The server renders it with the user in it, so it is right from the first
 * paint; after that it follows the store. Nothing here is prefetched: what a visitor's page
 * fetched ahead would be the wrong answer once they are signed in.
 */
export function SiteHeader() {
  const { user, signOutStatus } = useAuth()
  return (
    <header className="border-b border-border bg-card">
      <div className="mx-auto flex min-h-16 max-w-6xl items-center justify-between gap-3 px-4 py-2 sm:px-6">
        <Link href="/" className="flex min-h-11 items-center gap-2 rounded-lg font-semibold">
          <Logo className="size-8 shrink-0" />
          <span className={cn('text-lg tracking-tight', user && 'max-[23rem]:sr-only')}>
            {NAME}
          </span>
        </Link>
        <nav aria-label="Main" className="flex min-w-0 items-center gap-1 sm:gap-2">
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
              <SignOutButton size="small" />
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
