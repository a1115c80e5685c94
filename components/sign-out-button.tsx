'use client'

import { LogOut } from 'lucide-react'
import { useAuth } from '@/lib/client/auth-provider'
import { Button } from './ui/button'

/** A form, so that React replays a sign-out pressed before hydration. */
export function SignOutButton() {
  const { signOut } = useAuth()
  return (
    <form action={() => signOut()} className="shrink-0">
      <Button type="submit" variant="secondary" size="small">
        <LogOut aria-hidden />
        Sign out
      </Button>
    </form>
  )
}
