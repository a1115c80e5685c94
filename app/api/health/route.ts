import { hasRoom, pingDatabase } from '@/db/health'
import { config } from '@/lib/config/config'
import { methods } from '@/lib/http/methods'
import { json } from '@/lib/http/problem'
import { connection } from '@/lib/http/request-context'
import { wasRefusedLately } from '@/lib/http/write-failures'

/** GET /api/health, and /api/health/ready: is this process fit to serve? */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  async GET() {
    const database = await databaseState()
    const isReady = database === 'ok'
    return json(isReady ? 200 : 503, { status: isReady ? 'ok' : 'unavailable', database })
  },
})

async function databaseState(): Promise<'ok' | 'unavailable' | 'not-writable'> {
  try {
    await pingDatabase(connection().db)
  } catch {
    return 'unavailable'
  }
  const isWritable = !wasRefusedLately() && (await hasRoom(config().databaseUrl))
  return isWritable ? 'ok' : 'not-writable'
}
