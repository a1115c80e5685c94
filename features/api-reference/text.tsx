import { createElement, Fragment } from 'react'

/** The document's texts: paragraphs, with code between backticks. */
export function Text({ children }: { children: string }) {
  return children.split('\n\n').map((paragraph) => (
    <p key={paragraph}>
      <InlineText>{paragraph}</InlineText>
    </p>
  ))
}

export function InlineText({ children }: { children: string }) {
  const parts = children.split('`')
  return createElement(
    Fragment,
    null,
    ...parts.map((part, at) => (at % 2 ? createElement('code', null, part) : part)),
  )
}

/** A value as it goes over the wire. */
export function Example({ value }: { value: unknown }) {
  return (
    <pre className="rounded-lg border border-border bg-code px-4 py-3 font-mono text-sm leading-relaxed whitespace-pre-wrap text-code-foreground">
      {JSON.stringify(value, null, 2)}
    </pre>
  )
}
