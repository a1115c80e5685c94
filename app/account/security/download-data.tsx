'use client'

import { Download } from 'lucide-react'
import { ActionCard } from '@/app/account/action-card'
import { failedOutcome, type Outcome } from '@/components/outcome'
import { SLUG } from '@/lib/brand'
import { callApi } from '@/lib/client/call-api'

const PATH = '/api/account/export'
const FILE_NAME = `${SLUG}-account.json`
const BROKEN_OFF = 'The download stopped before its end. Try again.'
/** Milliseconds: browsers begin to read what a click on a link leads to some time after it. */
const READ_TIME = 60_000

export function DownloadData() {
  return (
    <ActionCard
      id="data"
      title="Your data"
      text="Everything that is kept about you, as one JSON file: your account, your sessions and your activity."
      busyLabel="Downloading…"
      act={download}
    >
      <Download aria-hidden />
      Download my data
    </ActionCard>
  )
}

async function download(): Promise<Outcome> {
  const result = await callApi(PATH, { purpose: 'to download your data' })
  if (!result.ok) {
    if (result.code !== 'step-up-required') return failedOutcome(result)
    return { done: 'Nothing was downloaded: that needs your password.' }
  }
  const file = await result.response.blob().catch(() => null)
  if (file === null) return { failed: BROKEN_OFF }
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = FILE_NAME
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), READ_TIME)
  return { done: `Saved as ${FILE_NAME}.` }
}
