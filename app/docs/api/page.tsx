import type { Metadata } from 'next'
import './reference.css'
import { Reference } from './reference'

export const metadata: Metadata = { title: 'API' }

/** The description of the API, to be read. */
export default function ApiPage() {
  return (
    <div className="mx-auto w-full max-w-4xl px-4 py-8 sm:px-6 sm:py-12">
      <h1 className="text-3xl font-semibold tracking-tight">API</h1>
      <p className="mt-3 max-w-prose text-muted">
        Every route, what it takes and every way it can answer. The same for programs:{' '}
        <a href="/api/openapi.json" className="font-medium text-primary underline">
          OpenAPI 3.1
        </a>
        .
      </p>
      <h2 className="sr-only">Operations</h2>
      <noscript>
        <p className="mt-6">This view needs JavaScript; the document does not.</p>
      </noscript>
      <Reference />
    </div>
  )
}
