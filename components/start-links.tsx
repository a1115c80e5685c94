import Link from 'next/link'
import { BySession } from './by-session'
import { buttonVariants } from './ui/button'

export function StartLinks() {
  return (
    <div className="flex flex-wrap gap-3">
      <BySession
        user={
          <Link href="/account" prefetch={false} className={buttonVariants()}>
            Go to your account
          </Link>
        }
        visitor={
          <>
            <Link href="/sign-up" prefetch={false} className={buttonVariants()}>
              Create an account
            </Link>
            <Link
              href="/sign-in"
              prefetch={false}
              className={buttonVariants({ variant: 'secondary' })}
            >
              Sign in
            </Link>
          </>
        }
      />
    </div>
  )
}
