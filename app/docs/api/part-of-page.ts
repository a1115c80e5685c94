import type { Layout, Plugin, System, Wrap } from 'swagger-ui-dist/swagger-ui-es-bundle.js'

/** What there is to read, without a title, servers and buttons, and no second `main` around it. */
const layout =
  ({ React: { createElement: h } }: System): Layout =>
  ({ getComponent, specSelectors }) =>
    h(
      'div',
      { className: 'swagger-ui' },
      h(getComponent('Markdown', true), { source: specSelectors.info().get('description') }),
      h(getComponent('errors', true)),
      h(getComponent('operations', true)),
    )

/** Lists of examples have no name of their own. */
const named: Wrap =
  (Original, { React: { createElement: h } }) =>
  (props) =>
    h('label', null, h('span', { className: 'sr-only' }, 'Example'), h(Original, props))

/** Its role makes the table of answers a nameless region, and no table. */
const asTable: Wrap =
  (Original, { React: { createElement: h } }) =>
  (props) => {
    const removeRole = (place: HTMLElement | null) =>
      place?.querySelector('table.responses-table')?.removeAttribute('role')
    return h('div', { ref: removeRole }, h(Original, props))
  }

/** Makes Swagger UI a part of the page around it, also for those who listen to it. */
export const partOfPage: Plugin = (system) => ({
  components: {
    PartOfPage: layout(system),
    // The description of each operation says who may call it; nothing is called from here.
    authorizeOperationBtn: () => null,
  },
  wrapComponents: { ExamplesSelect: named, responses: asTable },
})
