import { config } from '@/lib/config/config'
import { jwksAnswer } from '@/lib/http/jwks'
import { methods } from '@/lib/http/methods'

/** GET /.well-known/jwks.json: the public keys that other services verify access tokens with. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: (request) => jwksAnswer(config(), request.headers.get('if-none-match')),
})
