'use client'

import { LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './ui/button'

type SubmitButtonProps = { busy: boolean; busyLabel: string; children: ReactNode }

/**
 * Busy is `aria-disabled`, never `disabled`: a disabled button drops the focus, and with it the
 * place of whoever uses the keyboard or a screen reader. The form itself ignores a second submit.
 */
export function SubmitButton({ busy, busyLabel, children }: SubmitButtonProps) {
  return (
    <Button type="submit" aria-disabled={busy || undefined} className="w-full">
      {busy && <LoaderCircle aria-hidden className="animate-spin" />}
      {busy ? busyLabel : children}
    </Button>
  )
}
