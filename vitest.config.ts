import { defineConfig } from 'vitest/config'

// A time limit is for hangs alone: how long a test takes says as much of the machine as of the code.
const hangs = 600_000

// One group after the other: a browser among busy databases on a small machine runs into its time limits.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          testTimeout: hangs,
          hookTimeout: hangs,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: ['tests/setup/postgres.ts'],
          testTimeout: hangs,
          hookTimeout: hangs,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: hangs,
          hookTimeout: hangs,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
