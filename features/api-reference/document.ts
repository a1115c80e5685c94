import type { OpenApiDocument } from '@/lib/http/openapi/document'

/** What a part of the document is, where it is written out and not only named. */
type Written<Part> = Exclude<NonNullable<Part>, { $ref: string }>

type Components = NonNullable<OpenApiDocument['components']>
export type Operation = Written<NonNullable<OpenApiDocument['paths']>[string]['get']>
export type Schema = Written<NonNullable<Components['schemas']>[string]>
export type Parameter = Written<NonNullable<Operation['parameters']>[number]>
export type Body = Written<Operation['requestBody']>
export type Media = Body['content'][string]
export type Answer = Written<NonNullable<Components['responses']>[string]>
export type Header = Written<NonNullable<Answer['headers']>[string]>
export type SecurityScheme = Written<NonNullable<Components['securitySchemes']>[string]>

/** The media type of every problem (RFC 9457). */
export const PROBLEM = 'application/problem+json'

/** One method of one path. */
export type Described = { id: string; method: string; path: string; operation: Operation }

export type Group = { name: string; description?: string; operations: Described[] }

/** The operations under the document's tags, each in the document's order. */
export function groupsOf(document: OpenApiDocument): Group[] {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      id: operation.operationId ?? `${method}-${path}`,
      method: method.toUpperCase(),
      path,
      operation,
    })),
  )
  return (document.tags ?? []).map(({ name, description }) => ({
    name,
    description,
    operations: operations.filter(({ operation }) => operation.tags?.includes(name)),
  }))
}

/** The schemas that the document names, in its order. */
export function schemasOf({ components }: OpenApiDocument): [string, Schema][] {
  return Object.entries(components?.schemas ?? {}) as [string, Schema][]
}

export type Problem = { code: string; status: string; text: string; example: unknown }

/** The media of an answer that is a problem. Its examples are named by the codes it can have. */
export function problemIn(answer: Answer): Media | undefined {
  return answer.content?.[PROBLEM]
}

/** Every problem that any operation answers with, once: its code says the same wherever it comes. */
export function problemsOf(groups: Group[]): Problem[] {
  const problems = new Map<string, Problem>()
  for (const [status, answer] of answersOf(groups)) {
    const { examples = {} } = problemIn(answer) ?? {}
    const paragraphs = answer.description.split('\n\n')
    for (const [code, example] of Object.entries(examples)) {
      const text = paragraphs.find((paragraph) => paragraph.startsWith(`\`${code}\``)) ?? ''
      problems.set(code, { code, status, text, example: exampleOf(example) })
    }
  }
  return [...problems.values()].sort((a, b) => a.status.localeCompare(b.status))
}

/** Every header that any answer carries, once. */
export function headersOf(groups: Group[]): [string, Header][] {
  const headers = answersOf(groups).flatMap(([, answer]) => Object.entries(answer.headers ?? {}))
  return Object.entries(Object.fromEntries(headers)) as [string, Header][]
}

function answersOf(groups: Group[]): [status: string, Answer][] {
  return groups
    .flatMap(({ operations }) => operations)
    .flatMap(({ operation }) => Object.entries(operation.responses as Record<string, Answer>))
}

/** A named example's value. */
export function exampleOf(example: NonNullable<Media['examples']>[string]): unknown {
  return 'value' in example ? example.value : example
}
