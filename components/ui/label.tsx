'use client'

import { Root } from 'radix-ui/label'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/utils'

export function Label({ className, ...props }: ComponentProps<typeof Root>) {
  return <Root className={cn('font-medium', className)} {...props} />
}
