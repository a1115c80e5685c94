import type { Metadata } from 'next'
import { servedDocument } from '@/app/api/openapi.json/served'
import { ApiReference } from '@/features/api-reference/api-reference'

export const metadata: Metadata = { title: 'API' }

export default function ApiPage() {
  return <ApiReference document={servedDocument()} />
}
