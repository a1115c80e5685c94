import { auth } from '../../../auth.js'

export async function GET() {
  const session = await auth()
  if (!session) return Response.json({ error: 'no session' }, { status: 401 })
  return Response.json({ user: session.user })
}
