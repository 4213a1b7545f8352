import { describeScreens } from './describeScreens.ts'

// The other two of these sizes and languages are walked with the long tests.
describeScreens([
  { language: 'zh-CN', width: 1440, height: 900 },
  { language: 'en', width: 1024, height: 768 },
])
