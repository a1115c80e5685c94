import { type ReactNode, useActionState } from 'react'
import { BusyButton } from '@/components/busy-button'
import { type Outcome, OutcomeRegions } from '@/components/outcome'
import { Card, CardTitle } from '@/components/ui/card'

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
  const [outcome, submit, pending] = useActionState<Outcome>(act, {})
  return (
    <Card aria-labelledby={id}>
      <CardTitle id={id}>{title}</CardTitle>
      <p className="mt-1 mb-4 leading-relaxed text-muted">{text}</p>
      <form action={submit} onSubmit={(event) => pending && event.preventDefault()}>
        <BusyButton type="submit" variant="secondary" busy={pending} busyLabel={busyLabel}>
          {children}
        </BusyButton>
      </form>
      <OutcomeRegions outcome={outcome} className="mt-3" />
    </Card>
  )
}
