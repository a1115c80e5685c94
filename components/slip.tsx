import { clsx } from 'clsx'
import type { ReactNode, Ref } from 'react'

type SlipProps = {
  title: string
  titleRef?: Ref<HTMLHeadingElement>
  className?: string
  /** Set where the slip stands in for a page whose session is over. */
  'data-session-ended'?: boolean
  children: ReactNode
}

/** A page that is one sheet of paper: the title on the torn-off head, the matter below it. */
export function Slip({ title, titleRef, className, children, ...props }: SlipProps) {
  return (
    <div className={clsx('slip-shadow w-full forced-colors:border', className)} {...props}>
      <div className="slip-punched bg-slip px-5 pt-7 pb-4 text-slip-ink sm:px-8">
        <h1 ref={titleRef} tabIndex={-1} className="text-2xl font-bold tracking-tight">
          {title}
        </h1>
      </div>
      <div className="rounded-b-xl border-t-2 border-dashed border-slip-rule bg-card px-5 pt-6 pb-7 leading-relaxed sm:px-8 sm:pb-8">
        {children}
      </div>
    </div>
  )
}

/** Centres a slip on the page. */
export function SlipPage({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto flex w-full max-w-md flex-1 flex-col justify-center gap-5 px-4 py-8 sm:py-12">
      {children}
    </div>
  )
}
