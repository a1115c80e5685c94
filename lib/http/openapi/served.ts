import { config } from '../../config/config'
import { type OpenApiDocument, openApiDocument } from './document'

let made: OpenApiDocument | undefined

/** The document of this deployment, made once a process: what programs get and the page shows. */
export function servedDocument(): OpenApiDocument {
  made ??= openApiDocument(config())
  return made
}
