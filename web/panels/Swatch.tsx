import { drawnColour } from '../../partition/index.ts'

/** A grid's colour as it stands on the map; grey where there is no grid. */
export function Swatch({ colour }: { colour: string | undefined }) {
  return <span className="swatch" style={{ background: colour ? drawnColour(colour) : 'var(--no-colour)' }} />
}
