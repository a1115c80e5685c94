import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { Answers, MediaType } from './answers'
import type { Answer, Body, Described, Operation, Parameter, Schema } from './document'
import { Field, FieldList } from './fields'
import { Text } from './text'

type OperationProps = { described: Described; schemas: [string, Schema][] }

/** One method of one path: what it is for, what it takes, every way it can answer. */
export function OperationCard({ described, schemas }: OperationProps) {
  const { id, method, path, operation } = described
  const parameters = (operation.parameters ?? []) as Parameter[]
  const body = operation.requestBody as Body | undefined
  return (
    <Card id={id} className="space-y-5 leading-relaxed">
      <div>
        <h3 className="text-lg font-semibold tracking-tight">
          <a href={`#${id}`} className="hover:underline">
            {operation.summary}
          </a>
        </h3>
        <p className="mt-1 font-mono text-sm wrap-anywhere">
          <span className="mr-2 rounded bg-subtle px-2 py-1 font-semibold">{method}</span>
          {path}
        </p>
      </div>
      <div className="max-w-prose space-y-2">
        {operation.description && <Text>{operation.description}</Text>}
        <p className="text-sm text-muted">Sends: {credentialsOf(operation)}.</p>
      </div>
      {parameters.length > 0 && (
        <Part title="Parameters">
          <FieldList>
            {parameters.map((parameter) => (
              <Field
                key={parameter.name}
                name={parameter.name}
                note={`${parameter.in}${parameter.required ? '' : ', optional'}`}
                schema={(parameter.schema ?? {}) as Schema}
                description={parameter.description}
              />
            ))}
          </FieldList>
        </Part>
      )}
      {body && (
        <Part title={body.required ? 'Body' : 'Body, optional'}>
          {Object.entries(body.content).map(([type, media]) => (
            <MediaType key={type} type={type} media={media} schemas={schemas} />
          ))}
        </Part>
      )}
      <Part title="Answers">
        <Answers answers={operation.responses as Record<string, Answer>} />
      </Part>
    </Card>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="space-y-3">
      <h4 className="font-semibold">{title}</h4>
      {children}
    </div>
  )
}

/** Which of the document's credentials it is called with; an empty choice is none. */
function credentialsOf({ security = [] }: Operation): ReactNode {
  const choices = security.map((choice) => Object.keys(choice).join(' and ') || 'nothing')
  return choices.length > 0 ? <code>{choices.join(' or ')}</code> : 'nothing'
}
