'use client'

import type { ReactNode } from 'react'
import { BusyButton } from './busy-button'

type SubmitButtonProps = { busy: boolean; busyLabel: string; children: ReactNode }

/** The one button that sends a form, as wide as its fields. */
export function SubmitButton(props: SubmitButtonProps) {
  return <BusyButton type="submit" className="w-full" {...props} />
}
