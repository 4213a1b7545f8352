import { type PlanWarning, weightKey } from '../contract/plans.ts'
import type { Format } from './format.ts'
import type { ReportText } from './text.ts'

/** What a plan warns of, in the report's language; the server's own sentence where it was stored without details. */
export function warningText({ code, message, details = {} }: PlanWarning, text: ReportText, format: Format): string {
  const number = (key: string): number => Number(details[key])
  const place = (lng: string, lat: string) => `${number(lng).toFixed(4)}, ${number(lat).toFixed(4)}`
  switch (code) {
    case 'island-linked':
      return 'lng' in details ? text.warning.islandLinked(place('lng', 'lat'), place('toLng', 'toLat')) : message
    case 'component-off-tolerance':
      return 'vertices' in details
        ? text.warning.componentOffTolerance(
            format.integer(number('vertices')),
            format.integer(number('parts')),
            format.deviation(number('deviation')),
          )
        : message
    case 'tolerance-missed':
      return 'deviation' in details ? text.warning.toleranceMissed(format.percent(number('deviation'))) : message
    case 'weight-ignored': {
      const weight = weightKey.safeParse(details.weight)
      return weight.success ? text.warning.weightIgnored(text.figure[weight.data]) : message
    }
    case 'no-weight':
      return text.warning.noWeight
    default:
      return message
  }
}
