'use client'

import type { ComponentProps } from 'react'
import { BusyButton } from './busy-button'

/**
 * A button beside what it acts on. In a form, so that React replays a press that came before
 * hydration; a later one is no action of React's, whose state would wait for other actions to end.
 */
export function ActionButton({
  act,
  ...props
}: ComponentProps<typeof BusyButton> & { act: () => void }) {
  return (
    <form
      action={() => act()}
      onSubmit={(event) => {
        event.preventDefault()
        act()
      }}
    >
      <BusyButton type="submit" variant="secondary" size="small" {...props} />
    </form>
  )
}
