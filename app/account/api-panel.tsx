'use client'

import { LoaderCircle } from 'lucide-react'
import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Card, CardTitle } from '@/components/ui/card'
import { failureInWords } from '@/components/words'
import { AuthFetchError, authFetch } from '@/lib/client/auth-fetch'

type Answer = { headline: string; body: string }

const NO_ANSWER = 'The server cannot be reached. Check your connection and try again.'

/** A guarded call to copy: `authFetch` adds the access token and refreshes it where it has to. */
export function ApiPanel() {
  const [answer, call, pending] = useActionState(callMe, null)
  return (
    <Card aria-labelledby="api">
      <CardTitle id="api">Call a guarded API</CardTitle>
      <p className="mt-1 mb-4 leading-relaxed text-muted">
        The page calls <code className="font-mono text-[0.95em]">/api/me</code> with the access
        token in its memory. If that has run out, it gets a new one first.
      </p>
      <form action={call} onSubmit={(event) => pending && event.preventDefault()}>
        <Button type="submit" variant="secondary" aria-disabled={pending || undefined}>
          {pending && <LoaderCircle aria-hidden className="animate-spin" />}
          {pending ? 'Calling…' : 'Call GET /api/me'}
        </Button>
      </form>
      <div role="status">{answer && <AnswerBox {...answer} />}</div>
    </Card>
  )
}

function AnswerBox({ headline, body }: Answer) {
  return (
    <div className="mt-4 overflow-hidden rounded-lg border border-border bg-code font-mono text-sm text-code-foreground">
      <p className="border-b border-code-muted/30 px-4 py-2 text-code-muted">{headline}</p>
      <pre className="px-4 py-3 leading-relaxed whitespace-pre-wrap wrap-anywhere">{body}</pre>
    </div>
  )
}

async function callMe(): Promise<Answer> {
  const started = performance.now()
  try {
    const response = await authFetch('/api/me')
    const body = JSON.stringify(await response.json(), null, 2)
    const milliseconds = Math.round(performance.now() - started)
    return { headline: `${response.status} in ${milliseconds} ms`, body }
  } catch (error) {
    const body = error instanceof AuthFetchError ? failureInWords(error.failure) : NO_ANSWER
    return { headline: 'Not answered', body }
  }
}
