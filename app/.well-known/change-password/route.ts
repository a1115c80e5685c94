import { methods } from '@/lib/http/methods'
import { API_HEADERS } from '@/lib/http/problem'

/**
 * GET /.well-known/change-password: where password managers send a user who is to change the password
 * (https://www.w3.org/TR/change-password-url/). The page asks visitors to sign in first. They trust this only
 * where a path of /.well-known/ that does not exist is a 404.
 */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: () =>
    new Response(null, {
      status: 303,
      headers: { ...API_HEADERS, Location: '/account/security' },
    }),
})
