'use client'

import { clsx } from 'clsx'
import { createContext, type ReactNode, useActionState, useEffect, useRef } from 'react'
import { NO_PROBLEMS, type Problems } from './form-values'
import { Alert } from './ui/alert'
import { useOnline } from './use-online'
import { Wait } from './wait'

/** Of the last submit, for the fields. */
export const LastProblems = createContext(NO_PROBLEMS)

type FormProps = {
  problems: Problems
  busy: boolean
  className?: string
  children: ReactNode
  /** From `useSubmit`. */
  action?: (form: HTMLFormElement) => void
  /** In place of `action`, for a form that is only there once the page runs. */
  onSubmit?: (form: HTMLFormElement) => void
}

/**
 * The shell of every form: what went wrong above the fields, the focus where it went wrong, one
 * submit at a time.
 *
 * React replays an action that came before hydration, so no submit is lost and no password gets into
 * a URL. The inputs are uncontrolled, and the reset that React does after an action is refused: what
 * was typed or filled in stays.
 */
export function Form({ problems, busy, className, children, action, onSubmit }: FormProps) {
  const online = useOnline()
  const form = useRef<HTMLFormElement>(null)
  const summary = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (problems.summary) return summary.current?.focus()
    const invalid = form.current?.querySelector<HTMLInputElement>('[aria-invalid="true"]')
    invalid?.focus()
    // A refused password is typed again as a whole, what can be read is corrected.
    if (invalid?.type === 'password') invalid.select()
  }, [problems])

  return (
    <form
      ref={form}
      action={action && (() => void (form.current && action(form.current)))}
      onSubmit={(event) => {
        if (busy || onSubmit) event.preventDefault()
        if (!busy) onSubmit?.(event.currentTarget)
      }}
      onReset={(event) => event.preventDefault()}
      noValidate
      className={clsx('grid gap-5', className)}
    >
      {problems.summary && !(problems.isOffline && online) && (
        <Alert ref={summary} tone="danger" role="alert" tabIndex={-1}>
          {problems.summary}
          {problems.wait && <Wait problems={problems} seconds={problems.wait} />}
        </Alert>
      )}
      <LastProblems value={problems}>{children}</LastProblems>
    </form>
  )
}

type Outcome = { done: boolean; problems: Problems }

/**
 * The action of a form, until one ends with `done`. `busy` while it is under way.
 *
 * @param more what else an outcome keeps for the next submit, as it is before the first.
 */
export function useSubmit<More extends object>(
  act: (form: HTMLFormElement, before: Outcome & More) => Promise<Outcome & More>,
  more: More,
) {
  const running = useRef(false)
  const [state, dispatch, busy] = useActionState<Outcome & More, HTMLFormElement>(
    async (before, form) => {
      try {
        return before.done ? before : await act(form, before)
      } finally {
        running.current = false
      }
    },
    { done: false, problems: NO_PROBLEMS, ...more } as Awaited<Outcome & More>,
  )
  // A double click before hydration is replayed as two submits: the second would be refused.
  const action = (form: HTMLFormElement) => {
    if (running.current) return
    running.current = true
    dispatch(form)
  }
  return { state, action, busy }
}

/** For `ref`: what appears takes the focus, which also reads it out. */
export const takeFocus = (element: HTMLElement | null) => element?.focus()
