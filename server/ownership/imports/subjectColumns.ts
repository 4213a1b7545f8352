/** Whom a row is about: columns that name a customer, an account or a unit, in files of owners and of today's assignment alike. */
export const subjectKeys = [
  {
    key: 'customer',
    columns: [
      ...['customer', 'customer_id', 'subscriber_id', 'user_id', '用户', '用户编码', '用户编号', '用户标识', '用户id'],
      ...['客户标识', '用户号码', '宽带账号'],
    ],
  },
  {
    key: 'account',
    columns: [
      ...['account', 'account_id', 'account_code', '集团', '集团编码', '集团编号', '集团客户编码', '集团客户编号'],
      ...['单位编码', '单位编号', '企业编码', '客户编码', '客户编号', '名单客户编码'],
    ],
  },
  {
    key: 'unit',
    columns: [
      ...['unit', 'unit_id', 'unit_code', 'estate_id', 'building_id', 'park_id', '单元', '单元编码', '网格单元编码'],
      ...['小区编码', '小区编号', '楼宇编码', '楼宇编号', '园区编码', '园区编号'],
    ],
  },
] as const

/** The first of these that a row names is what it is about: the nearest to the customer. */
export type SubjectKind = (typeof subjectKeys)[number]['key']
