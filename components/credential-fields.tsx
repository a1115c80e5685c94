'use client'

import type { ComponentProps } from 'react'
import { Field } from './field'
import type { Problems } from './form-values'
import { PasswordField } from './password-field'
import { Input } from './ui/input'

type CredentialFieldsProps = { problems: Problems } & Pick<
  ComponentProps<typeof PasswordField>,
  'autoComplete' | 'hint' | 'minLength'
>

/** Address and password, as they are asked for wherever a user signs up or in. */
export function CredentialFields({ problems: { fields }, ...password }: CredentialFieldsProps) {
  return (
    <>
      <Field label="Email" name="email" error={fields.email}>
        {(control) => (
          <Input
            {...control}
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
      <PasswordField label="Password" name="password" error={fields.password} {...password} />
    </>
  )
}
