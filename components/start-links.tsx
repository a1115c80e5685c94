import Link from 'next/link'
import { BySession } from './by-session'
import { Button } from './ui/button'

export function StartLinks() {
  return (
    <div className="flex flex-wrap gap-3">
      <BySession
        user={
          <Button asChild>
            <Link href="/account" prefetch={false}>
              Go to your account
            </Link>
          </Button>
        }
        visitor={
          <>
            <Button asChild>
              <Link href="/sign-up" prefetch={false}>
                Create an account
              </Link>
            </Button>
            <Button asChild variant="secondary">
              <Link href="/sign-in" prefetch={false}>
                Sign in
              </Link>
            </Button>
          </>
        }
      />
    </div>
  )
}
