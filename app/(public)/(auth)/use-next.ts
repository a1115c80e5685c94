'use client'

import { useSyncExternalStore } from 'react'
import { nextPathIn } from '@/lib/http/next-path'

const never = () => () => {}

/** The query string of the address. The page's HTML is the same for every one, so it begins without. */
export function useSearch(): string {
  return useSyncExternalStore(
    never,
    () => window.location.search,
    () => '',
  )
}

/** Where `?next=` leads after signing in: a path of this origin. */
export const useNext = (): string => nextPathIn(useSearch())
