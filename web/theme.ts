import { type CSSVariablesResolver, createTheme, type MantineColorsTuple, Notification, Portal } from '@mantine/core'

/** Deep water green-blue: calm beside sixty grid colours, dark enough for white text (7:1 at shade 7). */
const tide: MantineColorsTuple = [
  '#eaf5f6',
  '#d6e8ea',
  '#abd0d5',
  '#7db7bf',
  '#57a2ac',
  '#3f949f',
  '#2b7f8a',
  '#1d6570',
  '#164f58',
  '#0f3b43',
]

export const theme = createTheme({
  primaryColor: 'tide',
  respectReducedMotion: true,
  primaryShade: 7,
  colors: { tide },
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace',
  // The library's own text has the sizes of styles.css too.
  fontSizes: {
    xs: 'var(--text-small)',
    sm: 'var(--text-body)',
    md: 'var(--text-large)',
    lg: 'var(--text-title)',
    xl: 'var(--text-title)',
  },
  headings: { fontWeight: '650' },
  // What floats stands in a landmark of its own, and a dialog's head is not taken for the page's.
  components: {
    Portal: Portal.extend({ defaultProps: { target: '#overlays' } }),
    Notification: Notification.extend({ styles: { description: { color: 'var(--ink)' } } }),
  },
})

/** The library's greys and red are too pale for small text: these reach 4.5:1 on white and on the panels' grey. */
export const readableColours: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': 'var(--ink-soft)',
    '--mantine-color-placeholder': '#63757c',
    '--mantine-color-error': '#c0232a',
  },
  dark: {},
})
