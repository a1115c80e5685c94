'use client'

import Link from 'next/link'
import { useAuth } from '@/lib/client/auth-provider'
import { signInPath } from './sign-in-path'
import { Button } from './ui/button'

export function StartLinks() {
  const { status, signOutStatus } = useAuth()
  if (status === 'signed-in') {
    return (
      <Button asChild>
        <Link href="/account" prefetch={false}>
          Go to your account
        </Link>
      </Button>
    )
  }
  return (
    <div className="flex flex-wrap gap-3">
      <Button asChild>
        <Link href="/sign-up" prefetch={false}>
          Create an account
        </Link>
      </Button>
      <Button asChild variant="secondary">
        <Link href={signInPath(signOutStatus)} prefetch={false}>
          Sign in
        </Link>
      </Button>
    </div>
  )
}
