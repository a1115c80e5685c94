'use client'

import { Field } from './field'
import { Input } from './ui/input'

/**
 * What was typed last, for the next form that asks for it: a user who has forgotten the password does not type
 * the address again. In the memory of the page alone; signing in loads another document.
 */
let address = ''

/** What was typed before the page could listen counts. */
function takeOver(input: HTMLInputElement | null): void {
  if (input?.value) address = input.value
  else if (input) input.value = address
}

/** The address of an account. */
export function EmailField({ error }: { error?: string }) {
  return (
    <Field label="Email" name="email" error={error}>
      {(control) => (
        <Input
          {...control}
          ref={takeOver}
          onInput={({ currentTarget }) => {
            address = currentTarget.value
          }}
          type="email"
          autoComplete="username"
          inputMode="email"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          required
        />
      )}
    </Field>
  )
}
