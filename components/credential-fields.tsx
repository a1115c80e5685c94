'use client'

import type { ComponentProps } from 'react'
import { EmailField } from './email-field'
import type { Problems } from './form-values'
import { PasswordField } from './password-field'

type CredentialFieldsProps = { problems: Problems } & Pick<
  ComponentProps<typeof PasswordField>,
  'autoComplete' | 'hint' | 'minLength'
>

/** Address and password, as they are asked for wherever a user signs up or in. */
export function CredentialFields({ problems: { fields }, ...password }: CredentialFieldsProps) {
  return (
    <>
      <EmailField error={fields.email} />
      <PasswordField label="Password" name="password" error={fields.password} {...password} />
    </>
  )
}
