/**
 * What was typed into an input of a form, as it is. `FormData` turns half a character (a lone
 * surrogate) into U+FFFD before the server can refuse it, and two passwords become one.
 */
export function typed(form: HTMLFormElement | null, name: string): string {
  const input = form?.elements.namedItem(name)
  return input instanceof HTMLInputElement ? input.value : ''
}
