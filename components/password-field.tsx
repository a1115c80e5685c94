'use client'

import { Eye, EyeOff } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { useFormStatus } from 'react-dom'
import { Field } from './field'
import { Input } from './ui/input'

type PasswordFieldProps = {
  label: string
  name: string
  autoComplete: 'current-password' | 'new-password'
  hint?: string
  error?: string
  minLength?: number
}

export function PasswordField({ label, name, hint, error, ...input }: PasswordFieldProps) {
  const { pending } = useFormStatus()
  const [shown, setShown] = useState(false)
  const [capsLock, setCapsLock] = useState(false)
  // Masked again as soon as it is sent: browsers offer to save only what they know as a password.
  if (pending && shown) setShown(false)

  const watchCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'))

  return (
    <div className="grid gap-1.5">
      <Field label={label} name={name} hint={hint} error={error}>
        {(control) => (
          <div className="relative">
            <Input
              {...control}
              {...input}
              type={shown ? 'text' : 'password'}
              required
              // Shown as text, it must not go to a spelling service or be "corrected".
              spellCheck={false}
              autoCapitalize="none"
              autoCorrect="off"
              className="pr-12"
              onKeyDown={watchCapsLock}
              onKeyUp={watchCapsLock}
              onBlur={() => setCapsLock(false)}
            />
            <button
              type="button"
              aria-pressed={shown}
              aria-controls={control.id}
              onClick={() => setShown(!shown)}
              className="absolute inset-y-0 right-0 grid w-11 place-items-center rounded-lg text-muted hover:text-foreground"
            >
              {shown ? <EyeOff aria-hidden size={20} /> : <Eye aria-hidden size={20} />}
              <span className="sr-only">Show password</span>
            </button>
          </div>
        )}
      </Field>
      <p role="status" className="text-sm font-medium text-notice empty:hidden">
        {capsLock ? 'Caps Lock is on.' : ''}
      </p>
    </div>
  )
}
