// Penalties of a made-up housing authority, in the layout of the official template.

export const HEADINGS = {
  party: "行政相对人名称",
  category: "行政相对人类别",
  code: "行政相对人代码_1(统一社会信用代码)",
  head: "法定代表人",
  number: "行政处罚决定书文号",
  breach: "违法行为类型",
  facts: "违法事实",
  basis: "处罚依据",
  kinds: "处罚类别",
  content: "处罚内容",
  fine: "罚款金额（万元）",
  decided: "处罚决定日期",
  until: "处罚有效期",
  authority: "处罚机关",
  authorityCode: "处罚机关统一社会信用代码",
  source: "数据来源单位",
  sourceCode: "数据来源单位统一社会信用代码",
};

/** What is wrong with the faulty rows, each in another way. */
const FAULTS = [
  { party: "" },
  { code: "" },
  { number: "" },
  { facts: "" },
  { decided: "2026/02/30" },
  { decided: "2026/07/01" }, // after today
  { fine: "" }, // although the kind is a fine
  { kinds: "" },
  { category: "公司" },
  { basis: "" },
];

/** The values of one penalty of this authority against this entity. */
export function penalty(authority, entity, number, changes = {}) {
  return {
    party: entity.name,
    category: "法人及非法人组织",
    code: entity.uscc,
    head: "示例甲",
    number,
    breach: "违反了《中华人民共和国建筑法》第七条第一款：未取得施工许可证擅自施工",
    facts: "经查，当事人未取得施工许可证擅自施工，执法人员检查后下达停工通知书，当事人已停止施工。",
    basis: "《建设工程质量管理条例》第五十七条",
    kinds: "罚款",
    content: "罚款人民币20000元。",
    fine: "2",
    decided: "2026/06/10",
    until: "2027/06/10",
    authority: authority.name,
    authorityCode: authority.uscc,
    source: authority.name,
    sourceCode: authority.uscc,
    ...changes,
  };
}

/** What a clerk types of a licence, each day in another notation. */
export function licence(entity) {
  return {
    party: entity.name,
    category: "法人及非法人组织",
    code: entity.uscc,
    head: "示例甲",
    title: "建筑业企业资质许可决定书",
    number: "丹建许准字〔2026〕12号",
    kind: "普通",
    content: "准予建筑业企业资质：建筑工程施工总承包三级。",
    decided: "2026/6/11",
    from: "２０２６０６１１",
    until: "2031年6月10日",
  };
}

/** Forty penalties numbered from `first` on, of which ten are faulty: each fourth. */
export function forty(authority, entities, first = 101) {
  const rows = [];
  for (let row = 0; row < 40; row += 1) {
    const faults = row % 4 === 3 ? FAULTS[(row - 3) / 4] : {};
    rows.push(penalty(authority, entities[row % entities.length], number(first + row), faults));
  }
  return rows;
}

export function number(serial) {
  return `丹建罚决〔2026〕${serial}号`;
}

/** The text of a file of comma-separated values. */
export function csv(rows) {
  const quoted = (value) => `"${value.replaceAll('"', '""')}"`;
  const lines = [Object.values(HEADINGS), ...rows.map((row) => Object.keys(HEADINGS).map((key) => row[key]))];
  return `\uFEFF${lines.map((line) => line.map(quoted).join(",")).join("\r\n")}\r\n`;
}
