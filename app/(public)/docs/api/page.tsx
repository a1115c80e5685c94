import type { Metadata } from 'next'
import { features } from '@/features'
import { ApiReference } from '@/features/api-reference/api-reference'
import { openApiDocument } from '@/lib/http/openapi/document'

export const metadata: Metadata = { title: 'API' }

/** As over https, where the app is at home: a static page knows no deployment's address. */
const ANY = { appUrl: null, secure: true, publicPort: 443 }

export default function ApiPage() {
  const operations = features.flatMap((feature) => feature.operations ?? [])
  return <ApiReference document={openApiDocument(ANY, operations)} />
}
