import type { ReactNode } from 'react'
import { PageTitle } from '@/components/ui/page-title'
import type { OpenApiDocument } from '@/lib/http/openapi/document'
import { anchorOf, Contents } from './contents'
import {
  groupsOf,
  headersOf,
  PROBLEM,
  problemsOf,
  type SecurityScheme,
  schemasOf,
} from './document'
import { OperationCard } from './operation'
import { Headers, Problems, SchemaCard } from './shared'
import { Text } from './text'

/** The description of the API, to be read: the document of `/api/openapi.json`, whole, as a page. */
export function ApiReference({ document }: { document: OpenApiDocument }) {
  const groups = groupsOf(document)
  const schemas = schemasOf(document)
  return (
    <div className="page-width py-8 wrap-anywhere sm:py-12 [&_code]:text-[0.9em]">
      <PageTitle>API</PageTitle>
      <p className="mt-3 max-w-prose leading-relaxed text-muted">
        Every route, what it takes and every way it can answer. The same for programs:{' '}
        <a href="/api/openapi.json" className="font-medium text-primary underline">
          OpenAPI 3.1
        </a>
        .
      </p>
      <div className="mt-8 grid gap-x-12 gap-y-10 lg:grid-cols-[14rem_minmax(0,1fr)]">
        <Contents groups={groups} schemas={schemas} />
        <div className="min-w-0 space-y-12">
          <div className="max-w-prose space-y-3 leading-relaxed">
            <Text>{document.info.description ?? ''}</Text>
            <Credentials schemes={document.components?.securitySchemes ?? {}} />
          </div>
          {groups.map(({ name, description, operations }) => (
            <GroupSection key={name} title={name} description={description}>
              {operations.map((described) => (
                <OperationCard key={described.id} described={described} schemas={schemas} />
              ))}
            </GroupSection>
          ))}
          <GroupSection title="Schemas" description="What bodies are made of.">
            {schemas.map(([name, schema]) => (
              <SchemaCard key={name} name={name} schema={schema} />
            ))}
          </GroupSection>
          <GroupSection
            title="Problems"
            description={`Every answer that is no success: a Problem, as ${PROBLEM}.`}
          >
            <Problems problems={problemsOf(groups)} />
          </GroupSection>
          <GroupSection title="Headers" description="What an answer says beside its body.">
            <Headers headers={headersOf(groups)} />
          </GroupSection>
        </div>
      </div>
    </div>
  )
}

type GroupProps = { title: string; description?: string; children: ReactNode }

function GroupSection({ title, description, children }: GroupProps) {
  return (
    <section id={anchorOf(title)} aria-label={title} className="space-y-5">
      <h2 className="text-2xl font-semibold tracking-tight">{title}</h2>
      {description && <p className="text-muted">{description}</p>}
      {children}
    </section>
  )
}

/** What callers prove themselves with, by the names that the operations use. */
function Credentials({ schemes }: { schemes: object }) {
  return Object.entries(schemes as Record<string, SecurityScheme>).map(([name, scheme]) => (
    <p key={name}>
      <code>{name}</code>: {scheme.description} ({scheme.scheme ?? scheme.in}
      {scheme.name && (
        <>
          {' '}
          <code>{scheme.name}</code>
        </>
      )}
      )
    </p>
  ))
}
