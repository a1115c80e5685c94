'use client'

import { useEffect, useRef, useState } from 'react'

/** A pause in the typing, in milliseconds: nothing is judged and shown at each key. */
const PAUSE = 500
/** What has stood there for this long is read out, to a slow typist, too. */
const READ_PAUSE = 1_500

const load = () => import('./advice')

type Props = {
  /** The name of the input. */
  field: string
  /** In code points. */
  minLength: number
}

/**
 * Below a field for a new password: how it looks, in a pause of the typing. It is advice, and keeps nothing
 * from being sent. What judges is loaded when the field gets the focus, and where that fails, nothing is shown.
 */
export function PasswordGuidance({ field, minLength }: Props) {
  const place = useRef<HTMLParagraphElement>(null)
  const [advice, setAdvice] = useState('')
  const [readOut, setReadOut] = useState('')

  useEffect(() => {
    const timer = setTimeout(() => setReadOut(advice), READ_PAUSE)
    return () => clearTimeout(timer)
  }, [advice])

  useEffect(() => {
    const form = place.current?.closest('form')
    const input = form?.elements.namedItem(field)
    if (!form || !(input instanceof HTMLInputElement)) return
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    // Counts what ends a wait for the code that judges: a form that was sent meanwhile is the server's to judge.
    let sent = 0
    const judge = async () => {
      const before = sent
      const loaded = await load().catch(() => null)
      if (!loaded || stop.signal.aborted || sent !== before) return
      const email = form.querySelector<HTMLInputElement>('[autocomplete=username]')?.value ?? ''
      // The server's refusal stands there until the password is changed.
      setAdvice(input.ariaInvalid ? '' : loaded.adviceOn(input.value, { email, minLength }))
    }
    const listen = (target: HTMLElement, type: string, run: () => void) =>
      target.addEventListener(type, run, { signal: stop.signal })
    const prepare = () => void load().catch(() => null)
    listen(input, 'focus', prepare)
    if (document.activeElement === input) prepare()
    // Of the address, too, which the password must not be close to.
    listen(form, 'input', () => {
      clearTimeout(timer)
      timer = setTimeout(judge, PAUSE)
    })
    // From here on the server speaks.
    listen(form, 'submit', () => {
      sent += 1
      clearTimeout(timer)
      setAdvice('')
    })
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [field, minLength])

  // Its lines are kept for it, so that nothing moves when a hand goes to the button below.
  return (
    <>
      <p ref={place} aria-hidden className="-mt-2.5 min-h-10 text-sm text-muted sm:min-h-5">
        {advice}
      </p>
      <p aria-live="polite" className="sr-only">
        {readOut}
      </p>
    </>
  )
}
