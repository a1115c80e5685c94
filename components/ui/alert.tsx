import { cva, type VariantProps } from 'class-variance-authority'
import { CircleAlert, CircleCheck, Info } from 'lucide-react'
import type { ComponentProps } from 'react'

const styles = cva('flex gap-3 rounded-lg border p-3 text-left text-sm leading-relaxed', {
  variants: {
    tone: {
      danger: 'border-danger bg-danger-card text-danger',
      notice: 'border-notice bg-notice-card text-notice',
      success: 'border-primary bg-subtle text-foreground',
    },
  },
  defaultVariants: { tone: 'notice' },
})

const icons = { danger: CircleAlert, notice: Info, success: CircleCheck }

/** The looks only: `role` says whether screen readers announce it. */
export function Alert({
  tone,
  className,
  children,
  ...props
}: ComponentProps<'div'> & VariantProps<typeof styles>) {
  const Icon = icons[tone ?? 'notice']
  return (
    <div className={styles({ tone, className })} {...props}>
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0" />
      <div className="min-w-0 flex-1 wrap-anywhere">{children}</div>
    </div>
  )
}
