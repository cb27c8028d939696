//! The data sets and what each of their columns means: the dictionary. A further list is a further row.

use std::collections::HashSet;

use domain::catalogue::{self, Item, ValueKind, Visibility};
use domain::decision::DecisionKind;
use domain::standard::FieldType;
use serde::Serialize;

use crate::store::bulk::decision_fields;

/// One data set: a file in four forms.
#[derive(Clone, Copy, Debug)]
pub struct DataSet {
    /// Stable machine word, and the name of its files.
    pub code: &'static str,
    /// Chinese name.
    pub label: &'static str,
    /// What is in it.
    pub summary: &'static str,
    /// Where its rows come from.
    pub(super) content: Content,
}

/// Where the rows of a data set come from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Content {
    /// All entities.
    Entities,
    /// The public decisions of a kind.
    Decisions(DecisionKind),
    /// All authorities.
    Authorities,
    /// The authorities' figures by month.
    Months,
    /// The public entries of a list of the catalogue.
    List(&'static Item),
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnKind {
    /// A text.
    Text,
    /// Several texts; in CSV parted by ；.
    Texts,
    /// A Beijing day, 2026-11-23.
    Date,
    /// An instant in UTC (RFC 3339).
    Time,
    /// A whole number.
    Integer,
    /// true or false; in CSV 是 or 否.
    Boolean,
}

/// One column: a row of the dictionary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Key in the JSON lines.
    pub code: &'static str,
    /// Heading in the CSV.
    pub caption: String,
    /// What it says.
    pub meaning: &'static str,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: ColumnKind,
    /// Unit of a number.
    pub unit: Option<&'static str>,
    /// Where the rule stands.
    pub source: &'static str,
}

/// All data sets, in the order of the page.
pub fn data_sets() -> Vec<DataSet> {
    let mut sets = SETS.to_vec();
    let lists = catalogue::items().iter().filter(|item| item.nature.is_list());
    sets.extend(lists.map(|item| DataSet {
        code: item.code,
        label: item.label,
        summary: item.summary,
        content: Content::List(item),
    }));
    sets
}

const SETS: [DataSet; 5] = [
    DataSet {
        code: "entities",
        label: "主体登记",
        summary: "登记的主体：名称、代码、状态、曾用名和公示中的许可、处罚数。",
        content: Content::Entities,
    },
    DataSet {
        code: "licences",
        label: "行政许可",
        summary: "公示中的行政许可决定，一行一个相对人。",
        content: Content::Decisions(DecisionKind::Licence),
    },
    DataSet {
        code: "penalties",
        label: "行政处罚",
        summary: "公示中的行政处罚决定，一行一个相对人。",
        content: Content::Decisions(DecisionKind::Penalty),
    },
    DataSet {
        code: "authorities",
        label: "机关",
        summary: "作出决定的机关及其办公联系方式。",
        content: Content::Authorities,
    },
    DataSet {
        code: "authority-months",
        label: "机关月度及时情况",
        summary: "按收到月份统计，许可和处罚分开，不合并计算。",
        content: Content::Months,
    },
];

impl DataSet {
    /// Its columns, in the order of its rows.
    pub fn columns(&self) -> Vec<Column> {
        let columns = match self.content {
            Content::Entities => own(&ENTITIES),
            Content::Decisions(kind) => decision_columns(kind),
            Content::Authorities => own(&AUTHORITIES),
            Content::Months => own(&MONTHS),
            Content::List(item) => list_columns(item),
        };
        with_different_captions(columns)
    }
}

/// Code, caption, meaning, kind, unit, source.
type Row = (&'static str, &'static str, &'static str, ColumnKind, Option<&'static str>, &'static str);

fn own(rows: &[Row]) -> Vec<Column> {
    rows.iter().map(|row| column(*row)).collect()
}

fn column((code, caption, meaning, kind, unit, source): Row) -> Column {
    Column { code, caption: caption.to_owned(), meaning, kind, unit, source }
}

/// Two columns with one heading could not be told apart in the CSV.
fn with_different_captions(mut columns: Vec<Column>) -> Vec<Column> {
    let mut seen = HashSet::new();
    for column in &mut columns {
        if !seen.insert(column.caption.clone()) {
            column.caption = format!("{}（{}）", column.caption, column.code);
            seen.insert(column.caption.clone());
        }
    }
    columns
}

const OURS: &str = "本平台";
const REGISTER: &str = "登记机关";
/// The standard of licences and penalties (发改办财金〔2018〕424号 and its present edition).
const STANDARD: &str = "“双公示”数据标准（发改办财金〔2018〕424号及现行版）";
const YEAR_OF_FIGURES: &str = "本平台统计口径，见现行规则";

use ColumnKind::{Boolean, Date, Integer, Text, Texts, Time};

const ENTITIES: [Row; 20] = [
    ("id", "主体标识", "随机、永久，不含次序", Text, None, OURS),
    ("name", "名称", "登记的名称", Text, None, REGISTER),
    ("uscc", "统一社会信用代码", "没有代码的为空", Text, None, "GB 32100-2015"),
    ("uscc_check_failed", "代码校验位不符", "登记机关自己的代码未通过校验", Boolean, None, "GB 32100-2015"),
    ("kind", "主体类别", "按登记类型分组", Text, None, REGISTER),
    ("status", "登记状态代码", "状态分组的代码，与接口一致", Text, None, REGISTER),
    ("status_text", "登记状态", "登记机关的原文", Text, None, REGISTER),
    ("region_code", "行政区划代码", "登记机关所在地", Text, None, "GB/T 2260"),
    ("region_name", "行政区划", "区划的名称", Text, None, "GB/T 2260"),
    ("address", "住所", "个体工商户的不公开，恒为空", Text, None, "《个人信息保护法》"),
    ("established_on", "成立日期", "个体工商户为注册日期", Date, None, REGISTER),
    ("capital_fen", "注册资本", "或者成员出资总额", Integer, Some("分"), REGISTER),
    ("registered_by", "登记机关", "登记机关的名称", Text, None, REGISTER),
    ("business_scope", "经营范围", "或者业务范围、宗旨", Text, None, REGISTER),
    ("short_name", "简称", "登记或者报送的简称", Text, None, REGISTER),
    ("former_names", "曾用名", "由早到晚", Texts, None, REGISTER),
    ("licence_count", "许可数", "截取时公示中的行政许可", Integer, Some("条"), OURS),
    ("penalty_count", "处罚数", "截取时公示中的行政处罚", Integer, Some("条"), OURS),
    ("received_at", "收到时间", "平台首次收到", Time, None, OURS),
    ("updated_at", "更新时间", "记录最近一次变动", Time, None, OURS),
];

/// The column of the mark 异议处理中, the same for decisions and entries.
const OBJECTION: Row = (
    "objection_since",
    "异议处理中",
    "受理异议之日；截取时没有未办结的异议的为空",
    Date,
    None,
    "地方社会信用条例，见现行规则",
);

const DECISIONS: [Row; 15] = [
    ("id", "记录标识", "随机、永久，不含次序；也是变更接口中的标识", Text, None, OURS),
    ("party_names", "行政相对人", "依法公示的自然人只留姓氏", Texts, None, "《个人信息保护法》"),
    ("party_classes", "相对人类别", "与行政相对人一一对应", Texts, None, "“双公示”数据标准"),
    ("party_codes", "相对人代码", "统一社会信用代码，一一对应", Texts, None, "GB 32100-2015"),
    ("party_ids", "相对人主体标识", "按代码和名称归集到的主体，一一对应", Texts, None, OURS),
    ("authority_id", "机关标识", "authorities 文件中的标识", Text, None, OURS),
    (
        "due_on",
        "公示期限",
        "期限的最后一个工作日，按决定之日的规则",
        Date,
        None,
        "国办发〔2015〕51号第十八项",
    ),
    ("published_at", "公示时间", "首次公示", Time, None, OURS),
    ("timeliness", "是否按期", "on-time 按期，late 迟延，not-judged 不评价", Text, None, YEAR_OF_FIGURES),
    ("working_days", "用时", "按期的：自决定至公示", Integer, Some("工作日"), YEAR_OF_FIGURES),
    ("late_by", "迟延", "迟延的：超过期限", Integer, Some("工作日"), YEAR_OF_FIGURES),
    (
        "public_until",
        "公示截止日",
        "当日 24 时停止公示；空为未规定",
        Date,
        None,
        "公示期限的规定，见现行规则",
    ),
    ("state_label", "状态", "有效、已过期、失信类别等", Text, None, OURS),
    ("version", "版本", "自 1 起，每次更正加一", Integer, None, OURS),
    OBJECTION,
];

const PENALTY_ONLY: [Row; 4] = [
    ("class", "失信类别", "轻微、一般或者严重", Text, None, "国家发展改革委令第36号"),
    ("policy", "公示期依据", "确定公示截止日的文件", Text, None, "公示期限的规定，见现行规则"),
    ("repair_from", "可申请修复之日", "最短公示期届满之日", Date, None, "国家发展改革委令第36号"),
    ("fine_fen", "罚款", "与罚款金额（万元）同值", Integer, Some("分"), "“双公示”数据标准"),
];

const AUTHORITIES: [Row; 8] = [
    ("id", "机关标识", "随机、永久", Text, None, OURS),
    ("name", "名称", "现用名称", Text, None, "机构编制机关"),
    ("uscc", "统一社会信用代码", "没有代码的为空", Text, None, "GB 32100-2015"),
    ("region_name", "行政区划", "所在地", Text, None, "GB/T 2260"),
    ("level", "层级", "省、市、县", Text, None, "机构编制机关"),
    ("telephone", "办公电话", "更正和投诉可以拨打", Text, None, "机关报送"),
    ("address", "办公地址", "对外办公的地址", Text, None, "机关报送"),
    ("former_names", "曾用名", "由早到晚", Texts, None, "机构编制机关"),
];

const MONTHS: [Row; 15] = [
    ("month", "月份", "按期率按决定日期，其余按收到日期，北京时间", Text, None, YEAR_OF_FIGURES),
    ("authority_id", "机关标识", "authorities 文件中的标识", Text, None, OURS),
    ("authority", "机关", "现用名称", Text, None, OURS),
    ("kind", "种类", "行政处罚、登记类许可、其他许可，不合并计算", Text, None, YEAR_OF_FIGURES),
    ("on_time", "按期公示", "公示不晚于期限", Integer, Some("条"), YEAR_OF_FIGURES),
    ("late", "迟延公示", "公示晚于期限", Integer, Some("条"), YEAR_OF_FIGURES),
    ("overdue", "逾期未公示", "已过期限，从未公示", Integer, Some("条"), YEAR_OF_FIGURES),
    ("received_on_time", "按期收到", "收到不晚于期限", Integer, Some("条"), YEAR_OF_FIGURES),
    ("received_late", "迟报", "收到晚于期限", Integer, Some("条"), YEAR_OF_FIGURES),
    ("accepted", "合规", "首次报送通过全部校验", Integer, Some("条"), YEAR_OF_FIGURES),
    ("incomplete", "不完整", "首次报送缺少必填项", Integer, Some("条"), YEAR_OF_FIGURES),
    ("quarantined", "隔离", "首次报送无法读取", Integer, Some("条"), YEAR_OF_FIGURES),
    ("corrected", "更正", "收到以后更正过", Integer, Some("条"), YEAR_OF_FIGURES),
    ("withdrawn", "撤回", "公示以后依法撤回", Integer, Some("条"), YEAR_OF_FIGURES),
    ("frozen_on", "冻结日期", "此后不再变动；空白的月份尚未冻结", Date, None, YEAR_OF_FIGURES),
];

fn decision_columns(kind: DecisionKind) -> Vec<Column> {
    let mut columns = own(&DECISIONS);
    if kind == DecisionKind::Penalty {
        columns.extend(own(&PENALTY_ONLY));
    }
    columns.extend(decision_fields(kind).map(|field| Column {
        code: field.code,
        caption: field.caption.to_owned(),
        meaning: meaning_of(field.short_code()),
        kind: if field.field_type == FieldType::Date { Date } else { Text },
        unit: (field.field_type == FieldType::Amount).then_some("万元"),
        source: STANDARD,
    }));
    columns
}

/// What a field of the standard holds, where its caption does not say it all.
fn meaning_of(short_code: &str) -> &'static str {
    match short_code {
        "XKWS" => "文书名称，不含文号",
        "WSH" => "文书上的编号；一份文书可以有几个相对人",
        "XKLB" => "普通、特许、认可、核准、登记、其他",
        "NR" => "决定的主要内容",
        "YXQZ" => "有效期的第一天",
        "YXQZI" => "有效期的最后一天；2099-12-31 为长期",
        "ZT" => "1 有效，2 无效",
        "WFXW" => "违反的规定",
        "SY" => "主要违法事实",
        "YJ" => "法律、法规、规章及条款",
        "CFLB" => "处罚种类，几种以分号分开",
        "JDRQ" => "作出决定的日期，不是送达或者结案的日期",
        "LYDW" | "SJLY" => "向平台报送的单位",
        _ => "与数据标准的同名字段相同",
    }
}

/// The own fields of an item that go everywhere: no names of persons, nothing that a firm kept back.
pub(super) fn entry_fields(item: &'static Item) -> impl Iterator<Item = &'static catalogue::Field> {
    let is_shown =
        |field: &&catalogue::Field| matches!(field.visibility, Visibility::Public | Visibility::ByChoice(_));
    item.fields.iter().filter(is_shown)
}

fn list_columns(item: &'static Item) -> Vec<Column> {
    let words = &item.captions;
    let basis = item.legal_basis;
    let mut columns = own(&[
        ("id", "记录标识", "随机、永久；也是变更接口中的标识", Text, None, OURS),
        ("name", "名称", "名单上的名称；依法公示的自然人只留姓氏", Text, None, basis),
        ("class", "主体类别", "法人及非法人组织、个体工商户或者自然人", Text, None, basis),
        ("uscc", "统一社会信用代码", "自然人的恒为空", Text, None, "GB 32100-2015"),
        ("entity_id", "主体标识", "按代码归集到的主体，从不只凭名称", Text, None, OURS),
        ("entity_name", "主体名称", "该主体登记的名称", Text, None, OURS),
        ("state", "状态", "listed 在列，removed 已移出（名单规定保留的）", Text, None, basis),
        ("begins_on", words.begins_on, "以作出机关的文书为准", Date, None, basis),
        ("year", words.year, "按年度公布的名单", Integer, None, basis),
        ("number", words.number, "文书或者案件的编号", Text, None, basis),
        ("reason_code", "原因代码", "名单自己的代码表", Text, None, basis),
        ("reason", words.reason, "原文", Text, None, basis),
        ("authority", words.authority, "文书上的名称", Text, None, basis),
        ("authority_id", "机关标识", "authorities 文件中的标识", Text, None, OURS),
        ("public_until", "公示截止日", "空为未规定，至来源移出为止", Date, None, item.term_text),
        ("removed_on", words.removed_on, "只在保留移出记录的名单中有", Date, None, basis),
        ("removed_reason", words.removed_reason, "原文", Text, None, basis),
        ("removed_number", words.removed_number, "文书编号", Text, None, basis),
        ("removed_authority", words.removed_authority, "文书上的名称", Text, None, basis),
        ("published_at", "公示时间", "本平台首次公示", Time, None, OURS),
        ("version", "版本", "自 1 起，每次更正加一", Integer, None, OURS),
        OBJECTION,
    ]);
    columns.extend(entry_fields(item).map(|field| Column {
        code: field.code,
        caption: field.caption.to_owned(),
        meaning: if matches!(field.visibility, Visibility::ByChoice(_)) {
            "由企业选择是否公示"
        } else {
            "按来源公布的内容"
        },
        kind: if field.value == ValueKind::Date { Date } else { Text },
        unit: (field.value == ValueKind::Amount).then_some("万元"),
        source: basis,
    }));
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_its_own_code_and_heading() {
        for set in data_sets() {
            let columns = set.columns();
            let codes: HashSet<&str> = columns.iter().map(|column| column.code).collect();
            let captions: HashSet<&String> = columns.iter().map(|column| &column.caption).collect();
            assert_eq!((codes.len(), captions.len()), (columns.len(), columns.len()), "{}", set.code);
            assert!(columns.iter().all(|column| !column.meaning.is_empty() && !column.source.is_empty()));
        }
    }

    #[test]
    fn nothing_that_is_not_public_is_a_column() {
        let hidden = ["REPRESENTATIVE", "FRDB", "ZJHM", "ZJLX", "GSZC", "SFZ", "CX_", "BZ"];
        for set in data_sets() {
            for column in set.columns() {
                let code = column.code.to_uppercase();
                assert!(!hidden.iter().any(|word| code.contains(word)), "{}: {code}", set.code);
            }
        }
    }
}
