/** Users, each with a new address. */
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { grantAnswer } from '../../lib/contract/answers'
import { exampleOf } from '../../lib/contract/example'
import { type Credentials, type SignUp, signUpInput } from '../../lib/contract/inputs'
import type { User } from '../../lib/contract/user'
import { type Answer, Client } from './client'
import { claimsOf } from './tokens'

/** Who signs up and in, and what else sign-up asks for; sign-in ignores that. */
export type Person = Credentials & Partial<SignUp>

/** The body of a sign-in or a refresh. */
export type Grant = z.infer<typeof grantAnswer>

/** A browser with a session in it. */
export type SignedIn = {
  person: Person
  user: User
  client: Client
  accessToken: string
  refreshToken: string
  sessionId: string
}

export function newPerson(): Person {
  const id = randomUUID()
  return {
    ...exampleOf(signUpInput),
    email: `person-${id}@mail.example`,
    password: `a long walk ${id.slice(0, 8)}`,
  }
}

/** @throws where the answer is not 201. */
export async function signUp(client: Client, person: Person = newPerson()): Promise<Person> {
  must(await client.post('/api/auth/sign-up', { ...exampleOf(signUpInput), ...person }), 201)
  return person
}

/** Signs a user in, in a new browser unless one is given. */
export async function signIn(
  app: { url: string },
  person: Person,
  client: Client = new Client(app),
): Promise<SignedIn> {
  const answer = must(await client.post('/api/auth/login', person), 200)
  const { accessToken, user } = answer.json<Grant>()
  const { refreshToken } = client
  if (!refreshToken) throw new Error('The browser kept no refresh cookie')
  return {
    person,
    user,
    client,
    accessToken,
    refreshToken,
    sessionId: String(claimsOf(accessToken).sid),
  }
}

/** A new user with a session. */
export const signUpAndIn = async (app: { url: string }, client = new Client(app)) =>
  signIn(app, await signUp(client), client)

/** The headers that carry an access token. */
export function bearer(accessToken: string): { Authorization: string } {
  return { Authorization: `Bearer ${accessToken}` }
}

function must(answer: Answer, status: number): Answer {
  if (answer.status === status) return answer
  throw new Error(`Expected ${status}, got ${answer.status}: ${answer.text}`)
}
