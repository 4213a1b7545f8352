import { z } from 'zod'

/** What a city goes by in what it decides. */
export const citySettings = z.object({
  disputeDays: z.int().min(1).max(250).describe('working days of each stage of disputes to come; 10 unless set'),
})
export type CitySettings = z.output<typeof citySettings>
