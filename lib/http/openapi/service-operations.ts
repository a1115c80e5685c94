// Machine: a clone need not edit this file.
import { z } from 'zod'
import { healthAnswer } from '../../contract/answers'
import type { Operation } from './operation'

const health = {
  method: 'get',
  auth: 'none',
  answers: [
    { status: 200, description: 'It can serve.', schema: healthAnswer },
    {
      status: 503,
      description: 'The database does not answer, or has no room to write.',
      schema: healthAnswer,
      example: { status: 'unavailable', database: 'unavailable' },
    },
  ],
} satisfies Partial<Operation>

/** A public key (RFC 7517), with the members of its kind. */
const publicKey = z
  .object({
    kid: z.string().meta({ example: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k' }),
    alg: z.enum(['Ed25519', 'ES256', 'PS256']),
    use: z.literal('sig'),
    kty: z.enum(['OKP', 'EC', 'RSA']),
    crv: z.string().optional().meta({ example: 'Ed25519' }),
    x: z.string().optional().meta({ example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }),
    y: z.string().optional(),
    n: z.string().optional(),
    e: z.string().optional(),
  })
  .meta({ id: 'PublicKey' })

export const serviceOperations: Operation[] = [
  {
    method: 'get',
    path: '/.well-known/jwks.json',
    id: 'jwks',
    summary: 'The public keys that verify access tokens',
    description: 'Empty under HS256, whose key is a secret.',
    auth: 'none',
    answers: [
      {
        status: 200,
        description: 'A JWK set (RFC 7517).',
        type: 'application/jwk-set+json',
        schema: z.object({ keys: z.array(publicKey) }),
        headers: ['Cache-Control', 'ETag'],
      },
      {
        status: 304,
        description: 'They are those of the `ETag` in `If-None-Match`.',
        headers: ['Cache-Control', 'ETag'],
      },
    ],
  },
  {
    method: 'get',
    path: '/.well-known/change-password',
    id: 'changePasswordPage',
    summary: 'The page to change the password on',
    description: 'For password managers (https://www.w3.org/TR/change-password-url/).',
    auth: 'none',
    answers: [{ status: 303, description: 'It is there.', headers: ['Location'] }],
  },
  { ...health, path: '/api/health', id: 'health', summary: 'Is this process fit to serve?' },
  { ...health, path: '/api/health/ready', id: 'healthReady', summary: 'The same as /api/health' },
  {
    method: 'get',
    path: '/api/health/live',
    id: 'healthLive',
    summary: 'Does this process answer at all?',
    description: 'Asks no database: a restart brings no database back.',
    auth: 'none',
    answers: [
      {
        status: 200,
        description: 'It does.',
        schema: z.object({ status: z.literal('ok') }),
      },
    ],
  },
  {
    method: 'get',
    path: '/api/openapi.json',
    id: 'openApi',
    summary: 'This description',
    auth: 'none',
    answers: [
      {
        status: 200,
        description: 'An OpenAPI 3.1 document.',
        schema: z.looseObject({
          openapi: z
            .string()
            .regex(/^3\.1\.\d+$/)
            .meta({ example: '3.1.0' }),
        }),
      },
    ],
    errors: ['too-many-requests'],
  },
]
