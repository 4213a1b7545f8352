import { describeScreens } from './describeScreens.ts'

// The other sizes and languages, and the cities that are hard to show, are walked with the long tests.
describeScreens([{ language: 'zh-CN', width: 1440, height: 900 }], false)
