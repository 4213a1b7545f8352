import { shortenName } from '../i18n/splitName.ts'
import { findDistrictPoints } from '../map/districtPoints.ts'
import { findGridPoints, type GridPoint } from '../map/gridPoints.ts'
import { nameZooms } from '../map/nameZooms.ts'
import type { GridName, MapName } from '../map/sandboxMap.ts'
import type { CityModel } from '../model/cityModel.ts'

/** Letters of a grid's name on the map; a longer one loses its middle. */
const longestMapName = 12

/** Where the names of grids and districts stand on the map. */
export function createMapNames(model: CityModel) {
  // Between two opposite sides of a cell of the middle size.
  const cellWidthMetres = 1000 * Math.sqrt(((model.city.areaKm2 / model.lattice.cellCount) * 2) / Math.sqrt(3))
  const placeOf = (cellIndex: number): { lng: number; lat: number } => ({
    lng: model.centers[2 * cellIndex]!,
    lat: model.centers[2 * cellIndex + 1]!,
  })
  let gridPoints: GridPoint[] = []

  return {
    ofGrids(assignment: Uint16Array | undefined, nameOf: ReadonlyMap<number, string>): GridName[] {
      gridPoints = assignment ? findGridPoints(assignment, model.neighbors, model.centers) : []
      return gridPoints.map(({ grid, cellIndex, depth }) => {
        const place = placeOf(cellIndex)
        // On a map of grids the word itself tells nothing.
        const whole = (nameOf.get(grid) ?? String(grid)).replace(/网格$/, '')
        const name = shortenName(whole, longestMapName)
        const number = /(\d+)\D*$/.exec(whole)?.[1] ?? name
        const roomMetres = (2 * depth - 1) * cellWidthMetres
        return { ...place, name, number, roomMetres, ...nameZooms(name, number, roomMetres, place.lat) }
      })
    },
    /** Clear of the grids' names, as these were last put. */
    ofDistricts(): MapName[] {
      const taken = gridPoints.map(({ cellIndex }) => cellIndex)
      return findDistrictPoints(model.districtOfCell, model.neighbors, model.centers, taken).map(
        ({ district, cellIndex }) => ({ ...placeOf(cellIndex), name: model.districtNames[district] ?? '' }),
      )
    },
  }
}
