import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { directoryInMemory } from './tests/setup/inMemory.ts'
import { LongestFirst } from './tests/setup/longestFirst.ts'

// A time limit is for hangs alone: how long a test takes says as much of the machine as of the code.
const hangs = 600_000
const patience = { testTimeout: hangs, hookTimeout: hangs, expect: { poll: { timeout: hangs } } }

// What Node has compiled once it need not compile again, neither in a worker nor in a program that a test starts.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '.cache', 'node')

const memory = directoryInMemory()
if (memory) process.env.TMPDIR ??= memory

const cores = availableParallelism()
// Where tests wait for a database or for a picture, one more than there are cores keeps these busy.
const whileOthersWait = cores + 1

// Without isolation the files of a worker share what they import, which saves a third of the time: no test leaves anything behind in a
// module or in the environment.
// All cores are worked: vitest leaves one free by itself, which is half of a small machine. The two groups that wait for others run as one,
// the pages first, whose last file would else have the machine to itself.
export default defineConfig({
  test: {
    maxWorkers: cores,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...patience,
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
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
          isolate: false,
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
          isolate: false,
          globalSetup: ['tests/setup/postgres.ts', 'tests/setup/town.ts'],
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...patience,
          name: 'long',
          include: ['tests/long/**/*.test.ts'],
          globalSetup: ['tests/setup/postgres.ts', 'tests/setup/town.ts'],
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
