/** As in `lib/brand.ts` of the app, whose audience and problem types these are; `npm run rename` keeps both the same. */
export const SLUG = 'hallpass'
