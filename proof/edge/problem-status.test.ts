import { expect, test } from 'vitest'
import { PROBLEMS } from '../../lib/contract/errors'

const STATUSES: Record<number, string[]> = {
  400: ['malformed-request', 'malformed-body'],
  401: [
    ...['invalid-credentials', 'no-session', 'invalid-token'],
    ...['session-expired', 'session-revoked', 'token-reuse'],
  ],
  403: ['cross-origin', 'step-up-required', 'forbidden'],
  404: ['not-found'],
  405: ['method-not-allowed'],
  408: ['request-timeout'],
  409: ['email-taken'],
  413: ['body-too-large'],
  415: ['unsupported-media-type'],
  422: ['invalid-input', 'weak-password'],
  429: ['too-many-requests'],
  431: ['headers-too-large'],
  500: ['internal-error'],
  503: ['busy'],
}

test('when a code of this release is answered, it has the status that clients know', () => {
  for (const [status, codes] of Object.entries(STATUSES)) {
    for (const code of codes)
      expect(PROBLEMS, code).toHaveProperty([code, 'status'], Number(status))
  }
})
