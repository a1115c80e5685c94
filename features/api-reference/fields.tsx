import type { ReactNode } from 'react'
import type { Schema } from './document'
import { constraintsOf, membersOf, typeOf } from './schema-words'
import { InlineText } from './text'

type FieldProps = {
  id?: string
  name: string
  /** What is said beside the name: where it goes, or that it may be missing. */
  note?: string
  schema: Schema
  description?: string
  children?: ReactNode
}

export function FieldList({ children }: { children: ReactNode }) {
  return (
    <dl className="divide-y divide-border border-t border-border max-sm:[&_dl]:ml-4">{children}</dl>
  )
}

/** A name with its type, its constraints and what it means. */
export function Field({ id, name, note, schema, description, children }: FieldProps) {
  const text = description ?? schema.description
  return (
    <div
      id={id}
      className="grid gap-x-6 gap-y-1 py-2.5 sm:items-baseline sm:grid-cols-[11rem_minmax(0,1fr)]"
    >
      <dt className="min-w-0">
        <code>{name}</code>
        {note && <span className="ml-2 text-sm text-muted sm:ml-0 sm:block">{note}</span>}
      </dt>
      <dd className="min-w-0 space-y-1">
        {text && (
          <p>
            <InlineText>{text}</InlineText>
          </p>
        )}
        <p className="text-sm text-muted">
          <Type schema={schema} />
          <Constraints schema={schema} />
        </p>
        {children}
      </dd>
    </div>
  )
}

/** The members of an object, and theirs, as deep as they are written out. */
export function Members({ schema }: { schema: Schema }) {
  const members = membersOf(schema)
  if (members.length === 0) return null
  return (
    <FieldList>
      {members.map((member) => (
        <Field
          key={member.name}
          name={member.name}
          note={member.required ? undefined : 'optional'}
          schema={member.schema}
        >
          <Members schema={member.schema} />
        </Field>
      ))}
    </FieldList>
  )
}

/** A type in words; named schemas are described once, and linked. */
export function Type({ schema }: { schema: Schema }) {
  return typeOf(schema).map((part) =>
    typeof part === 'string' ? (
      part
    ) : (
      <a key={part.name} href={`#${part.name}`} className="text-primary underline">
        {part.name}
      </a>
    ),
  )
}

function Constraints({ schema }: { schema: Schema }) {
  return constraintsOf(schema).map(([keyword, value]) => (
    <span key={keyword}>
      {' · '}
      {keyword} <code>{value}</code>
    </span>
  ))
}
