import { z } from 'zod'
import { USER } from './examples'
import type { Operation } from './operation'
import { user } from './schemas'

export const accountOperations: Operation[] = [
  {
    method: 'get',
    path: '/api/me',
    id: 'me',
    tag: 'Account',
    summary: 'Who the access token belongs to',
    auth: 'bearer',
    answers: [
      {
        status: 200,
        description: 'The person.',
        schema: z.object({ user }),
        example: { user: USER },
      },
    ],
  },
]
