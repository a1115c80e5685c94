import { clsx } from 'clsx'
import Link from 'next/link'
import type { ComponentProps } from 'react'

/** A link in running text. Not prefetched: what it leads to depends on who is signed in. */
export function TextLink({ className, ...props }: ComponentProps<typeof Link>) {
  return (
    <Link
      prefetch={false}
      className={clsx(
        'inline-block rounded py-1 font-medium text-primary underline underline-offset-4 hover:text-primary-hover',
        className,
      )}
      {...props}
    />
  )
}
