'use client'

import { LoaderCircle } from 'lucide-react'
import type { ComponentProps } from 'react'
import { Button } from './ui/button'

type BusyButtonProps = ComponentProps<typeof Button> & { busy: boolean; busyLabel: string }

/**
 * Busy is `aria-disabled`, never `disabled`: a disabled button drops the focus, and a keyboard user
 * loses the place. The caller ignores a second press.
 */
export function BusyButton({ busy, busyLabel, children, ...props }: BusyButtonProps) {
  return (
    <Button aria-disabled={busy || undefined} {...props}>
      {busy && <LoaderCircle aria-hidden className="animate-spin" />}
      {busy ? busyLabel : children}
    </Button>
  )
}
