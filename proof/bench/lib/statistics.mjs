/** The value that a share of the sorted values is below: `quantile(values, 0.5)` is the median. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)]
  return below + (sorted[Math.ceil(at)] - below) * (at % 1)
}

export const median = (values) => quantile(values, 0.5)

/** Rows of text in columns; the first column to the left, the others to the right. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  const pad = (cell, column) =>
    column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])
  return rows.map((row) => `  ${row.map(pad).join('   ')}`.trimEnd()).join('\n')
}

export const count = (value) => Math.round(value).toLocaleString('en-US')

/** Three digits, or all before the point: 0.123, 1.23, 12.3, 1,234. */
export function figure(value) {
  if (value >= 100) return count(value)
  return value.toFixed(value >= 10 ? 1 : value >= 1 ? 2 : 3)
}

/** The median, and in brackets what the middle half of the values lies between. */
export const spread = (values) =>
  `${figure(median(values))} (${figure(quantile(values, 0.25))} – ${figure(quantile(values, 0.75))})`
