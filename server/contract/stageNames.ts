import type { Language } from './common.ts'
import type { JobStage } from './jobs.ts'

/** What a job is doing, as planners read it. */
export const stageNames: Readonly<Record<Language, Readonly<Record<JobStage, string>>>> = {
  'zh-CN': {
    queued: '排队中',
    load: '读取数据',
    prepare: '建立邻接图',
    coarsen: '逐级粗化',
    initial: '初始划分',
    refine: '逐级细化',
    divide: '逐片划分',
    search: '搜索更优边界',
    repair: '补全与修正',
    verify: '从头校验',
    name: '命名与编码',
    save: '保存方案',
    done: '完成',
  },
  en: {
    queued: 'Waiting',
    load: 'Reading data',
    prepare: 'Linking cells',
    coarsen: 'Coarsening',
    initial: 'First split',
    refine: 'Refining',
    divide: 'Dividing piece by piece',
    search: 'Searching for better borders',
    repair: 'Mending what is missing',
    verify: 'Verifying from scratch',
    name: 'Naming grids',
    save: 'Saving the plan',
    done: 'Done',
  },
}
