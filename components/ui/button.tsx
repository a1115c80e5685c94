import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'

/** For `className` of a link that looks like a button. */
export const buttonVariants = cva(
  'inline-flex items-center justify-center gap-2 rounded-lg text-center font-medium transition-colors select-none aria-disabled:cursor-progress aria-disabled:opacity-80 [&_svg]:size-[1.15em] [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'bg-primary text-primary-foreground hover:bg-primary-hover forced-colors:border',
        secondary: 'border border-control bg-card text-foreground hover:bg-subtle',
        danger: 'border border-danger bg-card text-danger hover:bg-danger-card',
        ghost: 'text-foreground hover:bg-subtle',
      },
      size: {
        default: 'min-h-11 px-5 py-2',
        small: 'min-h-9 px-3 py-1 text-sm pointer-coarse:min-h-11',
      },
    },
    defaultVariants: { variant: 'primary', size: 'default' },
  },
)

type ButtonProps = ComponentProps<'button'> & VariantProps<typeof buttonVariants>

export function Button({ variant, size, className, ...props }: ButtonProps) {
  return <button className={buttonVariants({ variant, size, className })} {...props} />
}
