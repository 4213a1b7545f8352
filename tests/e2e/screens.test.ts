import { describeScreens } from './describeScreens.ts'

// The other sizes and languages are walked with the long tests.
describeScreens([{ language: 'zh-CN', width: 1440, height: 900 }])
