import type { Metadata } from 'next'
import { AuthLink } from '@/app/(public)/(auth)/auth-link'
import { CredentialsForm } from '@/app/(public)/(auth)/credentials-form'
import { Slip } from '@/components/slip'
import { PasswordGuidance } from '@/features/password-strength/password-guidance' // feature: password-strength
import { pageSettings } from '@/lib/config/page-settings'

export const metadata: Metadata = { title: 'Create an account' }

export default function SignUpPage() {
  const { passwordMinLength } = pageSettings()
  return (
    <>
      <Slip title="Create an account">
        <CredentialsForm mode="sign-up" passwordMinLength={passwordMinLength}>
          {/* feature: password-strength */}
          <PasswordGuidance field="password" minLength={passwordMinLength} />
          {/* /feature: password-strength */}
        </CredentialsForm>
      </Slip>
      <p className="text-center text-muted">
        Have one already? <AuthLink path="/sign-in">Sign in</AuthLink>
      </p>
    </>
  )
}
