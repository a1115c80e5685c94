import type { Metadata } from 'next'
import { SignUp } from '@/app/(public)/(auth)/sign-up/sign-up'
import { PasswordGuidance } from '@/features/password-strength/password-guidance' // feature: password-strength
import { pageSettings } from '@/lib/config/page-settings'

export const metadata: Metadata = { title: 'Create an account' }

export default function SignUpPage() {
  const { passwordMinLength } = pageSettings()
  return (
    <SignUp passwordMinLength={passwordMinLength}>
      {/* feature: password-strength */}
      <PasswordGuidance field="password" minLength={passwordMinLength} />
      {/* /feature: password-strength */}
    </SignUp>
  )
}
