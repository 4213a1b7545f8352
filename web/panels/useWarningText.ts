import { type PlanWarning, weightKey } from '../../server/contract/plans.ts'
import { useTranslation } from '../i18n/Translation.tsx'

/** What a plan warns of, in the planner's language; the server's own sentence where its code is not known here. */
export function useWarningText(): (warning: PlanWarning) => string {
  const { t, format } = useTranslation()
  return ({ code, message, details = {} }) => {
    const number = (key: string): number => Number(details[key])
    const degrees = (key: string): string => number(key).toFixed(4)
    switch (code) {
      case 'island-linked':
        return 'lng' in details
          ? t.warning.islandLinked({
              lng: degrees('lng'),
              lat: degrees('lat'),
              toLng: degrees('toLng'),
              toLat: degrees('toLat'),
            })
          : message
      case 'component-off-tolerance':
        return 'vertices' in details
          ? t.warning.componentOffTolerance({
              cells: format.integer(number('vertices')),
              parts: format.integer(number('parts')),
              deviation: format.deviation(number('deviation')),
            })
          : message
      case 'tolerance-missed':
        return 'deviation' in details
          ? t.warning.toleranceMissed({ deviation: format.percent(number('deviation')) })
          : message
      case 'weight-ignored': {
        const weight = weightKey.safeParse(details.weight)
        return weight.success ? t.warning.weightIgnored({ weight: t[weight.data] }) : message
      }
      case 'no-weight':
        return t.warning.noWeight
      default:
        return message
    }
  }
}
