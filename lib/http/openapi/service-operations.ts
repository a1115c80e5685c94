import { z } from 'zod'
import type { Answer, Operation } from './operation'
import { health } from './schemas'

const ready: Answer[] = [
  {
    status: 200,
    description: 'It can serve.',
    schema: health,
    example: { status: 'ok', database: 'ok' },
  },
  {
    status: 503,
    description: 'The database does not answer.',
    schema: health,
    example: { status: 'unavailable', database: 'unavailable' },
  },
]

export const serviceOperations: Operation[] = [
  {
    method: 'get',
    path: '/api/health',
    id: 'health',
    tag: 'Service',
    summary: 'Is this process fit to serve?',
    auth: 'nobody',
    answers: ready,
  },
  {
    method: 'get',
    path: '/api/health/ready',
    id: 'healthReady',
    tag: 'Service',
    summary: 'The same as /api/health',
    auth: 'nobody',
    answers: ready,
  },
  {
    method: 'get',
    path: '/api/health/live',
    id: 'healthLive',
    tag: 'Service',
    summary: 'Does this process answer at all?',
    description:
      'Asks no database: to restart a process because its database is away helps nobody.',
    auth: 'nobody',
    answers: [
      {
        status: 200,
        description: 'It does.',
        schema: z.object({ status: z.literal('ok') }),
        example: { status: 'ok' },
      },
    ],
  },
  {
    method: 'get',
    path: '/api/openapi.json',
    id: 'openApi',
    tag: 'Service',
    summary: 'This description',
    auth: 'nobody',
    answers: [
      {
        status: 200,
        description: 'An OpenAPI 3.1 document.',
        schema: z.looseObject({ openapi: z.string().regex(/^3\.1\.\d+$/) }),
        example: { openapi: '3.1.0' },
      },
    ],
  },
]
