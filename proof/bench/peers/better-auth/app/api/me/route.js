import { headers } from 'next/headers'
import { auth } from '../../../lib/auth.js'

export async function GET() {
  const session = await auth.api.getSession({ headers: await headers() })
  if (!session) return Response.json({ error: 'no session' }, { status: 401 })
  return Response.json({ user: session.user })
}
