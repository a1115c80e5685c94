'use client'

import { CircleAlert } from 'lucide-react'
import { type ReactNode, useContext, useId, useState } from 'react'
import { LastProblems } from './form'

/** What a control needs so that its label, hint and error are read out with it. */
export type ControlProps = {
  id: string
  name: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

type FieldProps = {
  label: string
  /** The member's name in the API, which is also the `path` of its errors. */
  name: string
  hint?: ReactNode
  /** About the value that was sent: it goes when the user changes that. */
  error?: ReactNode
  children: (control: ControlProps) => ReactNode
}

/** One labelled input. The only place where a label, a hint and an error are tied to a control. */
export function Field({ label, name, hint, children, ...props }: FieldProps) {
  const id = useId()
  const problems = useContext(LastProblems)
  const [changedAfter, setChangedAfter] = useState<typeof problems>()
  const error = changedAfter !== problems && props.error
  const hintId = `${id}-hint`
  const errorId = `${id}-error`
  const describedBy = [hint && hintId, error && errorId].filter(Boolean).join(' ')
  return (
    <div onInput={() => setChangedAfter(problems)} className="grid gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {hint && (
        <p id={hintId} className="text-sm text-muted">
          {hint}
        </p>
      )}
      {children({
        id,
        name,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {error && (
        <p id={errorId} className="flex gap-1.5 text-sm font-medium text-danger">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>{error}</span>
        </p>
      )}
    </div>
  )
}
