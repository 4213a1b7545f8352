import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// A time limit is for hangs alone: how long a test takes says as much of the machine as of the code.
const hangs = 600_000
const patience = { testTimeout: hangs, hookTimeout: hangs }

const cores = availableParallelism()
// Where tests wait for a database or for a picture, one more than there are cores keeps these busy.
const whileOthersWait = cores + 1

// One group after the other, each on all cores: vitest leaves one free by itself, which is half of a small machine.
export default defineConfig({
  test: {
    maxWorkers: cores,
    projects: [
      {
        test: {
          ...patience,
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          // Logic without state of its own: the files of a worker share what they import, which saves a third of the time.
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...patience,
          name: 'integration',
          maxWorkers: whileOthersWait,
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: ['tests/setup/postgres.ts'],
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...patience,
          name: 'e2e',
          maxWorkers: whileOthersWait,
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/setup/town.ts'],
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...patience,
          name: 'long',
          include: ['tests/long/**/*.test.ts'],
          globalSetup: ['tests/setup/postgres.ts', 'tests/setup/town.ts'],
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
