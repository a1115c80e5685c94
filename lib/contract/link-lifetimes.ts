/** How long the link of a mail works. Yours to change: tokens, pages, mails and answers read it here. */
const MILLISECONDS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

function lifetime(count: number, unit: keyof typeof MILLISECONDS) {
  const words = new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' })
  return { ms: count * MILLISECONDS[unit], words: words.format(count) }
}

/** By the purpose of the token in the link: in milliseconds, and in words, such as "30 minutes". */
export const LINK_LIFETIMES = {
  'password-reset': lifetime(30, 'minute'),
  'verify-email': lifetime(1, 'day'),
  'confirm-email-change': lifetime(1, 'day'),
  'undo-email-change': lifetime(7, 'day'),
}
