/** What several operations share, each said once: schemas, problems, headers. */
import { Card } from '@/components/ui/card'
import { headerAnchor, problemAnchor } from './answers'
import type { Header, Problem, Schema } from './document'
import { Field, FieldList, Members, Type } from './fields'
import { Example, InlineText, Text } from './text'

export function SchemaCard({ name, schema }: { name: string; schema: Schema }) {
  return (
    <Card id={name} className="space-y-3 leading-relaxed">
      <h3 className="text-lg font-semibold tracking-tight">{name}</h3>
      {schema.description && <Text>{schema.description}</Text>}
      <p className="text-sm text-muted">
        <Type schema={schema} />
      </p>
      <Members schema={schema} />
    </Card>
  )
}

export function Problems({ problems }: { problems: Problem[] }) {
  return (
    <Card className="py-2 leading-relaxed sm:py-3">
      <ul className="divide-y divide-border">
        {problems.map(({ code, status, text, example }) => (
          <li key={code} id={problemAnchor(code)} className="flex gap-4 py-3">
            <span className="font-mono font-semibold">{status}</span>
            <div className="min-w-0 flex-1">
              <p>
                <InlineText>{text}</InlineText>
              </p>
              <details>
                <summary className="w-fit cursor-pointer py-1 text-sm text-muted pointer-coarse:py-2">
                  Example<span className="sr-only"> of {code}</span>
                </summary>
                <Example value={example} />
              </details>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}

export function Headers({ headers }: { headers: [string, Header][] }) {
  return (
    <Card className="py-2 leading-relaxed sm:py-3">
      <FieldList>
        {headers.map(([name, header]) => (
          <Field
            key={name}
            id={headerAnchor(name)}
            name={name}
            schema={(header.schema ?? {}) as Schema}
            description={header.description}
          />
        ))}
      </FieldList>
    </Card>
  )
}
