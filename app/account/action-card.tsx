import { type ReactNode, useActionState } from 'react'
import { BusyButton } from '@/components/busy-button'
import { Alert } from '@/components/ui/alert'
import { Card, CardTitle } from '@/components/ui/card'

export type Outcome = { failure?: string; note?: string }

type ActionCardProps = {
  id: string
  title: string
  text: string
  act(): Promise<Outcome>
  busyLabel: string
  /** The button. */
  children: ReactNode
}

/** One thing to do, with a button, and what became of it. */
export function ActionCard({ id, title, text, act, busyLabel, children }: ActionCardProps) {
  const [{ failure, note }, submit, pending] = useActionState<Outcome>(act, {})
  return (
    <Card aria-labelledby={id}>
      <CardTitle id={id}>{title}</CardTitle>
      <p className="mt-1 mb-4 leading-relaxed text-muted">{text}</p>
      <div role="alert">
        {failure && (
          <Alert tone="danger" className="mb-4">
            {failure}
          </Alert>
        )}
      </div>
      <form action={submit} onSubmit={(event) => pending && event.preventDefault()}>
        <BusyButton type="submit" variant="secondary" busy={pending} busyLabel={busyLabel}>
          {children}
        </BusyButton>
      </form>
      <p role="status" className="mt-3 text-sm text-muted empty:hidden">
        {note}
      </p>
    </Card>
  )
}
