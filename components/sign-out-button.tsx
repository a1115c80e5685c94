'use client'

import { LogOut } from 'lucide-react'
import { useAuth } from '@/lib/client/auth-provider'
import { Button } from './ui/button'

/** A form, so that React replays a sign-out pressed before hydration. */
export function SignOutButton({ size }: { size?: 'small' }) {
  const { signOut } = useAuth()
  return (
    <form action={() => signOut()} className="shrink-0">
      <Button type="submit" variant="secondary" size={size}>
        <LogOut aria-hidden />
        Sign out
      </Button>
    </form>
  )
}
