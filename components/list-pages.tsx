import Link from 'next/link'
import { buttonVariants } from './ui/button'

/** The way through a list that is read page by page: to its newest page, and to the next older one. */
export function ListPages({
  name,
  path,
  isFirst,
  nextCursor,
}: {
  /** Of the links together, for screen readers: `Pages of notes`. */
  name: string
  path: string
  isFirst: boolean
  nextCursor: string | null
}) {
  if (isFirst && !nextCursor) return null
  return (
    <nav aria-label={name} className="flex flex-wrap gap-3">
      {!isFirst && <PageLink href={path}>Newest</PageLink>}
      {nextCursor && (
        <PageLink href={`${path}?${new URLSearchParams({ cursor: nextCursor })}`}>Older</PageLink>
      )}
    </nav>
  )
}

function PageLink({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} prefetch={false} className={buttonVariants({ variant: 'secondary' })}>
      {children}
    </Link>
  )
}
