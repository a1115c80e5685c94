import { features } from '@/features'
import { config } from '@/lib/config/config'
import { type OpenApiDocument, openApiDocument } from '@/lib/http/openapi/document'

let made: OpenApiDocument | undefined

/** The document of this deployment, made once a process: what programs get and the page shows. */
export function servedDocument(): OpenApiDocument {
  made ??= openApiDocument(
    config(),
    features.flatMap(({ operations }) => operations ?? []),
  )
  return made
}
