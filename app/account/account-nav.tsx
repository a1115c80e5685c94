'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { PageLink } from '@/features/feature'

const CORE = [
  { path: '/account', name: 'Overview' },
  { path: '/account/sessions', name: 'Sessions' },
  { path: '/account/security', name: 'Security' },
  { path: '/account/activity', name: 'Activity' },
]

/** The pages of the account, the core's first. Not prefetched: each shows what is true when it is opened. */
export function AccountNav({ more }: { more: PageLink[] }) {
  const pathname = usePathname()
  return (
    <nav aria-label="Account" className="mb-7 border-b border-border sm:mb-9">
      <ul className="-mb-px flex flex-wrap sm:gap-2">
        {[...CORE, ...more].map(({ path, name }) => (
          <li key={path}>
            <Link
              href={path}
              prefetch={false}
              aria-current={path === pathname ? 'page' : undefined}
              className="flex min-h-11 items-center border-b-2 border-transparent px-2.5 forced-colors:border-[Canvas] forced-colors:aria-[current=page]:border-[Highlight] font-medium text-muted hover:text-foreground max-[23rem]:px-1.5 max-[23rem]:text-sm aria-[current=page]:border-primary aria-[current=page]:text-primary sm:px-4"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
