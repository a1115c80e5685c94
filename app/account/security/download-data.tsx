'use client'

import { Download } from 'lucide-react'
import { useActionState } from 'react'
import { BusyButton } from '@/components/busy-button'
import { Alert } from '@/components/ui/alert'
import { Card, CardTitle } from '@/components/ui/card'
import { failureInWords } from '@/components/words'
import { SLUG } from '@/lib/brand'
import { callApi } from '@/lib/client/call-api'

const PATH = '/api/account/export'
const FILE_NAME = `${SLUG}-account.json`
const BROKEN_OFF = 'The download broke off before its end. Try again.'
/** Milliseconds: browsers begin to read what a click on a link leads to some time after it. */
const READ_TIME = 60_000

type Outcome = 'none' | 'saved' | 'cancelled' | { failure: string }

/** All that is kept about the person, as a file. It is worth a password: a thief would want it. */
export function DownloadData() {
  const [outcome, submit, pending] = useActionState(download, 'none')
  return (
    <Card aria-labelledby="data">
      <CardTitle id="data">Your data</CardTitle>
      <p className="mt-1 mb-4 leading-relaxed text-muted">
        Everything that is kept about you, as one JSON file: your account, your sessions and your
        activity.
      </p>
      <div role="alert">
        {typeof outcome === 'object' && (
          <Alert tone="danger" className="mb-4">
            {outcome.failure}
          </Alert>
        )}
      </div>
      <form action={submit} onSubmit={(event) => pending && event.preventDefault()}>
        <BusyButton type="submit" variant="secondary" busy={pending} busyLabel="Downloading…">
          <Download aria-hidden />
          Download my data
        </BusyButton>
      </form>
      <p role="status" className="mt-3 text-sm text-muted empty:hidden">
        {outcome === 'saved' && `Saved as ${FILE_NAME}.`}
        {outcome === 'cancelled' && 'Nothing was downloaded: that needs your password.'}
      </p>
    </Card>
  )
}

async function download(): Promise<Outcome> {
  const result = await callApi(PATH, { purpose: 'to download your data' })
  if (!result.ok) {
    return result.code === 'step-up-required' ? 'cancelled' : { failure: failureInWords(result) }
  }
  const file = await result.response.blob().catch(() => null)
  if (file === null) return { failure: BROKEN_OFF }
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = FILE_NAME
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), READ_TIME)
  return 'saved'
}
