import { headers } from 'next/headers'
import { withoutJwt } from '../../../lib/auth.js'

export async function GET() {
  const session = await withoutJwt.api.getSession({ headers: await headers() })
  if (!session) return Response.json({ error: 'no session' }, { status: 401 })
  return Response.json({ user: session.user })
}
