'use client'

import { useEffect, useRef, useState } from 'react'
import { partOfPage } from './part-of-page'

/**
 * Swagger UI, from this origin and within the page's policy. Loaded only here, and only to be read:
 * it sends no request but the one for the document.
 */
export function Reference() {
  const place = useRef<HTMLDivElement>(null)
  const [failed, setFailed] = useState(false)

  useEffect(() => {
    const domNode = place.current
    if (!domNode) return
    let left = false
    import('swagger-ui-dist/swagger-ui-es-bundle.js').then(
      ({ default: SwaggerUI }) => {
        if (left) return
        SwaggerUI({
          domNode,
          url: '/api/openapi.json',
          layout: 'PartOfPage',
          plugins: [partOfPage],
          supportedSubmitMethods: [],
          defaultModelsExpandDepth: -1,
          docExpansion: 'list',
          syntaxHighlight: { activated: false },
          validatorUrl: null,
        })
      },
      () => setFailed(true),
    )
    return () => {
      left = true
    }
  }, [])

  return (
    <>
      {failed && <p role="alert">The viewer could not be loaded. The document itself is above.</p>}
      <div ref={place} className="api-reference" />
    </>
  )
}
