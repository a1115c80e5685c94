'use client'

import { useEffect, useRef, useState } from 'react'

/** A pause in the typing, in milliseconds: nothing is judged, shown or read out at each key. */
const PAUSE = 500

const load = () => import('./advice')

/** What stands at a field already, such as the server's answer: it is not said twice. */
const descriptionsOf = (input: HTMLInputElement) =>
  (input.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent)

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

  useEffect(() => {
    const form = place.current?.closest('form')
    const input = form?.elements.namedItem(field)
    if (!form || !(input instanceof HTMLInputElement)) return
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const judge = async () => {
      const loaded = await load().catch(() => null)
      if (!loaded || stop.signal.aborted) return
      const email = form.querySelector<HTMLInputElement>('[autocomplete=username]')?.value ?? ''
      const advice = loaded.adviceOn(input.value, { email, minLength })
      setAdvice(descriptionsOf(input).includes(advice) ? '' : advice)
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
      clearTimeout(timer)
      setAdvice('')
    })
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [field, minLength])

  // A line is kept for it, so that the button below stays where it is.
  return (
    <p ref={place} aria-live="polite" className="-mt-3.5 min-h-5 text-sm text-muted">
      {advice}
    </p>
  )
}
