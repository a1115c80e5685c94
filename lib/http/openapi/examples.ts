/** The values of the API description's examples: one made-up person, one session. */
export const USER = {
  id: '0f0c4a52-7f5e-4a2e-9d51-0a8c6f1f2b11',
  email: 'person@mail.example',
  emailVerified: false,
  createdAt: '2026-01-05T08:30:00.000Z',
}

export const CREDENTIALS = { email: USER.email, password: 'a long walk in the rain' }

export const NEW_PASSWORD = 'seven geese over the lake'

export const GRANT = {
  accessToken: 'header.payload.signature',
  tokenType: 'Bearer',
  expiresIn: 900,
  user: USER,
}

const DEVICE = { browser: 'Firefox 140', system: 'Windows' }

export const SESSION = {
  id: '6c1c5d2e-90c5-4c39-8f0a-3a5b6de8a7f4',
  current: true,
  createdAt: '2026-01-05T08:31:00.000Z',
  lastUsedAt: '2026-01-05T09:12:00.000Z',
  expiresAt: '2026-01-12T09:12:00.000Z',
  userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
  ip: '192.0.2.7',
  ...DEVICE,
}

export const EVENT = {
  id: '3b3f7c0a-52a4-4b0b-9a57-d6f4d83e1c90',
  type: 'sign-in',
  createdAt: SESSION.createdAt,
  count: 1,
  lastAt: null,
  ip: '192.0.2.0/24',
  ...DEVICE,
  sessionId: SESSION.id,
  current: true,
}

export const ACCOUNT = {
  exportedAt: '2026-01-05T09:12:30.000Z',
  user: {
    ...USER,
    emailVerifiedAt: null,
    disabledAt: null,
    tokenVersion: 0,
    tokenVersionReason: null,
  },
  sessions: [
    {
      ...SESSION,
      authenticatedAt: SESSION.createdAt,
      rotatedAt: SESSION.lastUsedAt,
      retriedAt: null,
      rotations: 3,
      absoluteExpiresAt: '2026-02-04T08:31:00.000Z',
      browserOnly: false,
      revokedAt: null,
      revokedReason: null,
    },
  ],
  events: [{ ...EVENT, userAgent: SESSION.userAgent }],
}
