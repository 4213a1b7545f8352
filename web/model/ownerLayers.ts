import type { Layer } from '../../server/contract/ownership.ts'

/** The layers as they are shown: a cluster stands once where neither the account nor the unit is known, and not for the one that is not. */
export function shownLayers(layers: readonly Layer[]): Layer[] {
  const isKnown = layers.some(({ layer, subject }) => layer === 'cluster' && subject !== null)
  return layers.filter(
    ({ layer, subject }, at) =>
      layer !== 'cluster' ||
      subject !== null ||
      (!isKnown && layers.findIndex((other) => other.layer === 'cluster') === at),
  )
}
