import { ShapanError } from '../base/errors.ts'
import type { Database } from '../db/database.ts'

/** Held by whoever imports into a city or deletes of it. */
export function importLock(cityId: number): string {
  return `import/${cityId}`
}

/** Does `work` while nobody imports into the city or deletes of it. Throws `import-running`, and what `work` throws. */
export async function whileNobodyImports<T>(
  database: Database,
  city: { readonly cityId: number; readonly code: string },
  work: () => Promise<T>,
): Promise<T> {
  const unlock = await database.tryLock(importLock(city.cityId))
  if (!unlock)
    throw new ShapanError(
      'import-running',
      `An import of "${city.code}" is running, or its data is being deleted: wait until it ends`,
    )
  try {
    return await work()
  } finally {
    await unlock()
  }
}
