import { Alert } from '@/components/ui/alert'
import { getForeignCookie } from '@/lib/http/current-user'

export async function ForeignCookieAlert() {
  const name = await getForeignCookie()
  if (name === null) return null
  return (
    <Alert data-foreign-cookie className="mb-6">
      <strong>A cookie is in the way.</strong> This browser sends a cookie named{' '}
      <code className="wrap-anywhere">{name}</code> that this app cannot verify: another app on this
      host has set it, or this app’s keys have changed. Signing in replaces it. If this message
      comes back, delete that cookie in the settings of the browser.
    </Alert>
  )
}
