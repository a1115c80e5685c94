import { Fragment } from 'react'
import { type Answer, exampleOf, type Header, type Media, problemIn, type Schema } from './document'
import { Members, Type } from './fields'
import { Example, InlineText } from './text'

/**
 * Every way an operation can answer. What a problem and a header mean is said once, at the end of
 * the page: it is the same wherever they come, and said each time it would be most of the page.
 */
export function Answers({ answers }: { answers: Record<string, Answer> }) {
  return (
    <ul className="divide-y divide-border border-t border-border [&_a]:underline [&_a]:underline-offset-4">
      {Object.entries(answers).map(([status, answer]) => (
        <li key={status} className="flex gap-4 py-2.5">
          <span className="font-mono font-semibold">{status}</span>
          <div className="min-w-0 flex-1 space-y-2">
            <AnswerBody answer={answer} />
          </div>
        </li>
      ))}
    </ul>
  )
}

function AnswerBody({ answer }: { answer: Answer }) {
  const problem = problemIn(answer)
  return (
    <>
      <p>
        {problem ? (
          <Names names={Object.keys(problem.examples ?? {})} anchor={problemAnchor} />
        ) : (
          <InlineText>{answer.description}</InlineText>
        )}
      </p>
      <Headers answer={answer} />
      {!problem &&
        Object.entries(answer.content ?? {}).map(([type, media]) => (
          <MediaType key={type} type={type} media={media} />
        ))}
    </>
  )
}

function Headers({ answer }: { answer: Answer }) {
  const headers = Object.entries(answer.headers ?? {}) as [string, Header][]
  const named = (required: boolean) =>
    headers.filter(([, header]) => Boolean(header.required) === required).map(([name]) => name)
  return [
    { when: 'With', names: named(true) },
    { when: 'Sometimes with', names: named(false) },
  ].map(
    ({ when, names }) =>
      names.length > 0 && (
        <p key={when} className="text-sm text-muted">
          {when} <Names names={names} anchor={headerAnchor} />
        </p>
      ),
  )
}

type NamesProps = { names: string[]; anchor: (name: string) => string }

/** Names in a row, each leading to where it is described. */
function Names({ names, anchor }: NamesProps) {
  return names.map((name, at) => (
    <Fragment key={name}>
      {at > 0 && ', '}
      <a href={`#${anchor(name)}`}>
        <code>{name}</code>
      </a>
    </Fragment>
  ))
}

export const problemAnchor = (code: string) => `problem-${code}`
export const headerAnchor = (name: string) => `header-${name.toLowerCase()}`

type MediaTypeProps = {
  type: string
  media: Media
  /** Where they are given, a schema that is only named is written out as well. */
  schemas?: [string, Schema][]
}

/** A body: its type, its members and what it looks like. */
export function MediaType({ type, media, schemas = [] }: MediaTypeProps) {
  const schema = (media.schema ?? {}) as Schema
  const named = schemas.find(([name]) => schema.$ref?.endsWith(`/${name}`))?.[1]
  const { example, examples = {} } = media
  const values = [
    ...(example === undefined ? [] : [example]),
    ...Object.values(examples).map(exampleOf),
  ]
  return (
    <>
      <p className="text-sm text-muted">
        <code>{type}</code>: <Type schema={schema} />
      </p>
      <Members schema={named ?? schema} />
      {values.map((value) => (
        <Example key={JSON.stringify(value)} value={value} />
      ))}
    </>
  )
}
