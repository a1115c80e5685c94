'use client'

import { useEffect, useState } from 'react'
import { durationInWords } from './words'

/**
 * Counts a wait down. A screen reader hears how long it is and that it is over, and not each second
 * between.
 *
 * @param problems of the refusal: another one begins another wait.
 */
export function Wait({ problems, seconds }: { problems: object; seconds: number }) {
  const [now, setNow] = useState<{ of: object; left: number } | null>(null)
  const left = now?.of === problems ? now.left : seconds

  useEffect(() => {
    // Of a clock that no one can set.
    const end = performance.now() + seconds * 1_000
    const timer = setInterval(() => {
      const rest = Math.max(0, Math.ceil((end - performance.now()) / 1_000))
      setNow({ of: problems, left: rest })
      if (rest === 0) clearInterval(timer)
    }, 1_000)
    return () => clearInterval(timer)
  }, [problems, seconds])

  if (left === 0) return <> You can try again now.</>
  return (
    <>
      <span className="sr-only"> Try again in {durationInWords(seconds)}.</span>
      <span aria-hidden> Try again in {durationInWords(left)}.</span>
    </>
  )
}
