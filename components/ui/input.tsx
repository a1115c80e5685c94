import { clsx } from 'clsx'
import type { ComponentProps } from 'react'

/** 16 px text at least: below that, iOS zooms the page when the field gets focus. */
export function Input({ className, ...props }: ComponentProps<'input'>) {
  return (
    <input
      className={clsx(
        'min-h-11 w-full min-w-0 rounded-lg border border-control bg-card px-3 py-2 text-base text-foreground aria-invalid:border-danger aria-invalid:border-2',
        className,
      )}
      {...props}
    />
  )
}
