/** What is used of the viewer's bundle, which has no types. */
declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  import type { ComponentType, createElement } from 'react'

  /** The viewer brings a React of its own: its components are made with that one only. */
  export type System = { React: { createElement: typeof createElement } }
  export type Layout = ComponentType<{
    getComponent: (name: string, container: true) => ComponentType<{ source?: string }>
    specSelectors: { info: () => Map<string, string> }
  }>
  export type Wrap = (original: ComponentType<object>, system: System) => ComponentType<object>
  export type Plugin = (system: System) => {
    components: Record<string, Layout>
    wrapComponents: Record<string, Wrap>
  }

  export default function SwaggerUI(options: {
    domNode: HTMLElement
    url: string
    layout: string
    plugins: Plugin[]
    supportedSubmitMethods: string[]
    defaultModelsExpandDepth: number
    docExpansion: 'list' | 'full' | 'none'
    syntaxHighlight: { activated: boolean }
    validatorUrl: null
  }): unknown
}
