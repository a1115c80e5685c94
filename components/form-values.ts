import { failureInWords } from '@/components/words'
import type { CallFailure } from '@/lib/client/types'

/** What went wrong last time: at a field, by its name, or `summary` where it belongs to none. */
export type Problems = {
  fields: Record<string, string>
  summary?: string
  isOffline?: boolean
  /** Seconds, from the refusal on, until another try can succeed. */
  wait?: number | null
}

export const NO_PROBLEMS: Problems = { fields: {} }

/**
 * What was typed into an input of a form, as it is. `FormData` turns half a character (a lone
 * surrogate) into U+FFFD before the server can refuse it, and two passwords become one.
 */
export function typed(form: HTMLFormElement, name: string): string {
  const input = form.elements.namedItem(name)
  return input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement
    ? input.value
    : ''
}

/** Which of these fields are empty, each with its sentence; null where none is. */
export function emptyFields(
  form: HTMLFormElement,
  sentences: Record<string, string>,
): Problems | null {
  const empty = Object.entries(sentences).filter(([name]) => typed(form, name) === '')
  return empty.length > 0 ? { fields: Object.fromEntries(empty) } : null
}

/**
 * A refusal, at the fields of the form that it names.
 *
 * @param at the field of a code that is about one.
 */
export function problemsOf(
  failure: CallFailure,
  form: HTMLFormElement,
  at: Partial<Record<CallFailure['code'], string>> = {},
): Problems {
  const field = at[failure.code]
  if (field) return { fields: { [field]: failureInWords(failure) } }
  const named = failure.errors.filter(({ path }) => form.elements.namedItem(path) !== null)
  if (named.length > 0) {
    // Reversed: the first sentence about a field counts.
    return {
      fields: Object.fromEntries(named.reverse().map(({ path, message }) => [path, message])),
    }
  }
  if (failure.code === 'too-many-requests') {
    return { fields: {}, summary: failure.detail, wait: failure.retryAfter }
  }
  return { fields: {}, summary: failureInWords(failure), isOffline: failure.code === 'offline' }
}
