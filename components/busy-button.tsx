'use client'

import { LoaderCircle } from 'lucide-react'
import type { ComponentProps } from 'react'
import { Button } from './ui/button'

type BusyButtonProps = ComponentProps<typeof Button> & { busy: boolean; busyLabel: string }

/**
 * Busy is `aria-disabled`, never `disabled`: a disabled button drops the focus, and with it the
 * place of whoever uses the keyboard or a screen reader. Whoever uses it ignores a second press.
 */
export function BusyButton({ busy, busyLabel, children, ...props }: BusyButtonProps) {
  return (
    <Button aria-disabled={busy || undefined} {...props}>
      {busy && <LoaderCircle aria-hidden className="animate-spin" />}
      {busy ? busyLabel : children}
    </Button>
  )
}
