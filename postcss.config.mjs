/** Tailwind CSS 4 needs no more than its one plugin; the design tokens are in app/globals.css. */
export default {
  plugins: { '@tailwindcss/postcss': {} },
}
