/** A small slip of paper, stamped. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <g transform="rotate(-8 16 16)">
        <path
          className="fill-slip"
          d="M4 6h24a2 2 0 0 1 2 2v4.2a3.8 3.8 0 0 0 0 7.6V24a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2v-4.2a3.8 3.8 0 0 0 0-7.6V8a2 2 0 0 1 2-2z"
        />
        <path
          className="stroke-slip-ink"
          fill="none"
          strokeWidth="2.8"
          strokeLinecap="round"
          strokeLinejoin="round"
          d="m10.5 16.3 4 4 7.5-8.3"
        />
      </g>
    </svg>
  )
}
