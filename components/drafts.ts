/**
 * What a user has typed and not sent, while its field is off the screen: the router shows another
 * page, or the session has ended and the user signs in again in another tab. It is in the memory of
 * the page alone: in a storage of the browser, the next person at a shared computer would find it.
 * A document belongs to one user, and the sign-in of another one loads it again.
 */
import { useEffect, useRef, useState } from 'react'

const drafts = new Map<string, string>()

export const hasDrafts = () => [...drafts.values()].some((text) => text.trim() !== '')

export const forgetDrafts = () => drafts.clear()

/**
 * Keeps the draft of an uncontrolled field, and lets the browser ask before a reload loses it. It
 * asks while the field is on the screen: a sign-out must not wait for an answer.
 *
 * @returns props for the field, and `take`, which takes out what has been sent: the user may have
 *   typed on meanwhile.
 * @public For the forms of features.
 */
export function useDraft(name: string) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [defaultValue] = useState(() => drafts.get(name))

  useEffect(() => {
    // The user may have typed before the page could listen.
    if (field.current) drafts.set(name, field.current.value)
    const ask = (event: BeforeUnloadEvent) => hasDrafts() && event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [name])

  function take(sent: string) {
    const rest = (drafts.get(name) ?? '').replace(sent, () => '').trimStart()
    drafts.set(name, rest)
    if (field.current) field.current.value = rest
  }
  const keep = () => drafts.set(name, field.current?.value ?? '')
  return { props: { ref: field, defaultValue, onInput: keep }, take }
}
