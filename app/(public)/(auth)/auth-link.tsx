'use client'

import type { ReactNode } from 'react'
import { TextLink } from '@/components/text-link'
import { useNext } from './use-next'

/** A link from one of the two forms to the other, which goes on to the same page. */
export function AuthLink({ path, children }: { path: string; children: ReactNode }) {
  return (
    <TextLink href={`${path}?${new URLSearchParams({ next: useNext() })}`}>{children}</TextLink>
  )
}
