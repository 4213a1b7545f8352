import { describeScreens } from '../e2e/describeScreens.ts'

describeScreens(
  [
    { language: 'en', width: 1024, height: 768 },
    { language: 'en', width: 1440, height: 900 },
    { language: 'zh-CN', width: 1024, height: 768 },
    { language: 'zh-CN', width: 1440, height: 900 },
  ],
  true,
)
