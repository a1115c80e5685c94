'use client'

import { useEffect, useState } from 'react'
import { durationInWords } from './words'

/**
 * Counts seconds down.
 *
 * @param of what began the wait: another one begins another wait.
 */
export function useSecondsLeft(of: object, seconds: number): number {
  const [now, setNow] = useState<{ of: object; left: number } | null>(null)

  useEffect(() => {
    // Of a clock that no one can set.
    const end = performance.now() + seconds * 1_000
    const timer = setInterval(() => {
      const left = Math.max(0, Math.ceil((end - performance.now()) / 1_000))
      setNow({ of, left })
      if (left === 0) clearInterval(timer)
    }, 1_000)
    return () => clearInterval(timer)
  }, [of, seconds])

  return now?.of === of ? now.left : seconds
}

/**
 * Counts a wait down. A screen reader hears how long it is and that it is over, and not each second
 * between.
 *
 * @param problems of the refusal: another one begins another wait.
 */
export function Wait({ problems, seconds }: { problems: object; seconds: number }) {
  const left = useSecondsLeft(problems, seconds)
  if (left === 0) return <> You can try again now.</>
  return (
    <>
      <span className="sr-only"> Try again in {durationInWords(seconds)}.</span>
      <span aria-hidden> Try again in {durationInWords(left)}.</span>
    </>
  )
}
