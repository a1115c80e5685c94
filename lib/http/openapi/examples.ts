/** The values of the API description's examples: one made-up person, one session. */
export const USER = {
  id: '0f0c4a52-7f5e-4a2e-9d51-0a8c6f1f2b11',
  email: 'person@mail.example',
  emailVerified: false,
  createdAt: '2026-01-05T08:30:00.000Z',
}

export const CREDENTIALS = { email: USER.email, password: 'a long walk in the rain' }

export const GRANT = {
  accessToken: 'header.payload.signature',
  tokenType: 'Bearer',
  expiresIn: 900,
  user: USER,
}
