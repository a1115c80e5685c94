import type { ReactNode } from 'react'
import { PASS } from '@/lib/brand'

type PassSlipProps = {
  /** Life of an access token and idle life of a session, in words. */
  accessLife: string
  refreshLife: string
}

/** The two tokens as one piece of paper. Only the stamp is a picture. */
export function PassSlip({ accessLife, refreshLife }: PassSlipProps) {
  return (
    <figure aria-label={`A ${PASS}: the slip and its stub`} className="slip-shadow text-slip-ink">
      <div className="relative -rotate-2 font-mono text-sm">
        <div className="slip-punched bg-slip px-6 pt-8 pb-14 sm:px-8 sm:pb-16">
          <div className="flex items-baseline justify-between gap-4 border-b-2 border-slip-ink pb-2">
            <p className="font-sans text-xl font-extrabold tracking-[0.14em] whitespace-nowrap sm:text-2xl">
              {PASS.toUpperCase()}
            </p>
            <p className="text-xs">access token</p>
          </div>
          <dl className="mt-2">
            <Line name="Good for">anyone who holds it</Line>
            <Line name="Back within">{accessLife}</Line>
            <Line name="Carried">in the page’s memory</Line>
          </dl>
        </div>
        <div className="border-t-2 border-dashed border-slip-rule bg-slip-stub px-6 pt-4 pb-6 sm:px-8">
          <Stamp className="absolute right-4 size-24 -translate-y-[4.25rem] text-slip-stamp mix-blend-multiply sm:right-7 max-[23rem]:size-20 sm:size-28 sm:-translate-y-[4.75rem]" />
          <p className="pb-7 text-xs sm:pb-5">stub: refresh token</p>
          <dl className="mt-1">
            <Line name="Kept">in an httpOnly cookie</Line>
            <Line name="Once used">swapped for a new one</Line>
            <Line name="Unused">void after {refreshLife}</Line>
          </dl>
        </div>
      </div>
    </figure>
  )
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 border-b border-dotted border-slip-rule py-1.5">
      <dt className="w-24 shrink-0">{name}</dt>
      <dd className="font-semibold">{children}</dd>
    </div>
  )
}

function Stamp({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 120 120" aria-hidden="true" className={className}>
      <defs>
        <path id="stamp-arc" d="M60 60m-41 0a41 41 0 1 1 82 0a41 41 0 1 1-82 0" />
        {/* Ink does not take evenly on paper. */}
        <filter id="stamp-ink" x="-5%" y="-5%" width="110%" height="110%">
          <feTurbulence type="fractalNoise" baseFrequency="0.9" numOctaves="2" seed="7" />
          <feColorMatrix values="0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  0 0 0 -5 3.4" />
          <feComposite in="SourceGraphic" operator="in" />
        </filter>
      </defs>
      <g
        transform="rotate(-14 60 60)"
        fill="none"
        stroke="currentColor"
        filter="url(#stamp-ink)"
        opacity="0.9"
      >
        <circle cx="60" cy="60" r="55" strokeWidth="4" />
        <circle cx="60" cy="60" r="34" strokeWidth="1.5" />
        <g fill="currentColor" stroke="none" fontWeight="700" className="font-sans">
          <text fontSize="11.5" textLength="250">
            <textPath href="#stamp-arc">SIGNED · CHECKED · REVOCABLE ·</textPath>
          </text>
          <text x="60" y="66" fontSize="17" textAnchor="middle" letterSpacing="1">
            VALID
          </text>
        </g>
      </g>
    </svg>
  )
}
