import { type LayerKey, placeLooks } from '../map/placeLooks.ts'
import classes from './LayersButton.module.css'

/** A layer as the map draws it, small. */
export function PlaceSwatch({ layer }: { layer: LayerKey }) {
  if (layer === 'district') return <i className={classes.sample} data-form="district" />
  const { form, colour, dashes } = placeLooks[layer]
  return (
    <i className={classes.sample} data-form={form} data-dashed={dashes ? true : undefined} style={{ color: colour }} />
  )
}
