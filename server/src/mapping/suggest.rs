//! A draft of a mapping file, from headings and values. What is only likely is written for a person to confirm.

use std::fmt::Write as _;

use domain::decision::DecisionKind;
use domain::standard::{self, Unit};
use domain::text::fold_heading;

use super::guard;
use super::likeness::are_alike;
use super::numbers::only_document_number;
use super::target::{Holds, Table, Target};
use super::values::{Shape, shape_of};
use crate::ingest::{FileError, RowSource};

/// Rows whose values are looked at.
const SAMPLE: usize = 300;

/// What a column is about, under the names of the three families of tables, and what departments call it.
struct Role {
    decision: &'static str,
    plain: &'static str,
    entry: &'static str,
    names: &'static [&'static str],
}

const ROLES: [Role; 14] = [
    Role {
        decision: "XDR_MC",
        plain: "名称",
        entry: "名称",
        names: &[
            "企业名称",
            "公司名称",
            "单位名称",
            "当事人",
            "当事人名称",
            "行政相对人",
            "相对人名称",
            "市场主体名称",
            "被处罚人",
            "被处罚单位",
            "主体名称",
            "申请人",
            "NAME",
        ],
    },
    Role {
        decision: "XDR_SHXYM",
        plain: "统一社会信用代码",
        entry: "统一社会信用代码",
        names: &[
            "统一信用代码",
            "社会信用代码",
            "信用代码",
            "统一代码",
            "统一社会信用代码（注册号）",
            "CREDITCODE",
        ],
    },
    Role {
        decision: "XDR_GSZC",
        plain: "注册号",
        entry: "注册号",
        names: &["工商注册号", "营业执照注册号", "工商登记号", "工商注册ID", "注册号"],
    },
    Role {
        decision: "XDR_ZZJG",
        plain: "组织机构代码",
        entry: "组织机构代码",
        names: &["组织机构代码证号", "机构代码", "组织机构代码"],
    },
    Role {
        decision: "FRDB",
        plain: "法定代表人",
        entry: "法定代表人",
        names: &["法人代表", "法人", "负责人", "法定代表人姓名", "法定代表人（负责人）", "经营者"],
    },
    Role {
        decision: "WSH",
        plain: "",
        entry: "列入决定书文号",
        names: &[
            "文号",
            "文书号",
            "决定书文号",
            "处罚文号",
            "处罚决定书文号",
            "决定文号",
            "行政处罚决定书文号",
            "许可文号",
            "文书编号",
            "本局文书编号",
        ],
    },
    Role {
        decision: "SY",
        plain: "",
        entry: "",
        names: &["违法事实", "存在问题", "案由", "案情", "案情简介", "基本案情", "主要违法事实"],
    },
    Role {
        decision: "NR",
        plain: "",
        entry: "",
        names: &["处罚内容", "处理情况", "处罚结果", "处罚决定", "许可内容", "许可事项"],
    },
    Role {
        decision: "NR_FK", plain: "", entry: "", names: &["罚款", "罚款金额", "处罚金额", "罚没金额"]
    },
    Role {
        decision: "YJ", plain: "", entry: "", names: &["处罚依据", "法律依据", "处罚的依据"]
    },
    Role {
        decision: "",
        plain: "住所",
        entry: "",
        names: &["地址", "注册地址", "住址", "经营场所", "企业地址"],
    },
    Role {
        decision: "", plain: "成立日期", entry: "", names: &["成立时间", "注册日期", "注册时间"]
    },
    Role {
        decision: "", plain: "注册资本（万元）", entry: "", names: &["注册资本", "注册资金"]
    },
    Role {
        decision: "", plain: "登记状态", entry: "", names: &["经营状态", "企业状态", "登记状态"]
    },
];

impl Role {
    /// The field of that table.
    fn target(&self, table: Table) -> Option<Target> {
        match table {
            Table::Decisions(kind) => table.target(&format!("{}_{}", kind.table(), self.decision)),
            Table::Plain(_) => table.target(self.plain),
            Table::Entries(_) => table.target(self.entry),
        }
    }
}

/// Why a heading got its field.
enum Reason {
    /// The heading says so.
    Named,
    /// A usual other name.
    Usual,
    /// Looks like this heading.
    Like(String),
    /// Its values look so: so many of so many.
    Values(Shape, usize, usize),
    /// The heading says so, but the values of this other column look more like it.
    Doubtful(String),
}

/// A field for a heading.
struct Guess {
    target: Target,
    reason: Reason,
    /// The unit in the heading, for amounts.
    unit: Option<&'static str>,
    /// A step that finds the value in a text.
    extract: Option<&'static str>,
}

impl Guess {
    fn new(target: Target, reason: Reason) -> Self {
        Self { target, reason, unit: None, extract: None }
    }
}

impl Guess {
    /// A heading that names another date or another body is no source of a decision's.
    fn is_allowed(&self, heading: &str) -> bool {
        let Some((guarded, place)) = self.target.guarded else { return true };
        matches!(self.reason, Reason::Named)
            || guard::check_heading(guarded, place, heading, self.target.caption).is_ok()
    }
}

/// Drafts a mapping file for data. `kind` is the kind of data if the caller knows it.
///
/// Headings that name a field are taken as they are; usual other names too. Likeness of headings and looks of values
/// give columns with `confirm = false` and a question, and no import takes a file with such columns.
///
/// # Errors
/// [`FileError`] if the data cannot be read.
pub fn suggest(file: &str, source: &mut dyn RowSource, kind: Option<&str>) -> Result<String, FileError> {
    let headings = source.headings().to_vec();
    let mut samples: Vec<Vec<String>> = vec![Vec::new(); headings.len()];
    for _ in 0..SAMPLE {
        let Some(row) = source.next_row()? else { break };
        for (column, value) in samples.iter_mut().zip(row.values) {
            column.push(value);
        }
    }
    let guessed = guess_kind(&headings);
    let (kind, is_guess) = kind.map_or((guessed, true), |kind| (kind, false));
    let Some(table) = Table::of_kind(kind) else { return Ok(String::new()) };
    Ok(draft(file, kind, is_guess.then_some(table.label()), &Drafting::new(table, &headings, &samples)))
}

/// Penalties or licences if the headings say so, else registrations.
fn guess_kind(headings: &[String]) -> &'static str {
    let any = |words: &[&str]| {
        headings.iter().any(|heading| words.iter().any(|word| fold_heading(heading).contains(word)))
    };
    match standard::kind_of(headings) {
        // Tables of penalties speak of the licences of the firms too; no licence speaks of fines.
        _ if any(&["罚款", "违法事实", "案由"]) => "penalties",
        Some(DecisionKind::Licence) => "licences",
        Some(DecisionKind::Penalty) => "penalties",
        None if any(&["处罚"]) => "penalties",
        None if any(&["许可"]) => "licences",
        None => "entities",
    }
}

/// The columns of a file on their way to fields.
struct Drafting<'a> {
    headings: &'a [String],
    samples: &'a [Vec<String>],
    table: Table,
    guesses: Vec<Option<Guess>>,
}

impl<'a> Drafting<'a> {
    /// The surest ways first, so that a likeness never takes a field from a heading that names it.
    fn new(table: Table, headings: &'a [String], samples: &'a [Vec<String>]) -> Self {
        let mut drafting = Self { headings, samples, table, guesses: Vec::new() };
        drafting.guesses.resize_with(headings.len(), || None);
        let targets = table.targets();
        drafting.fill(|heading, _| named(table, &targets, heading));
        drafting.fill(|heading, _| usual(table, heading));
        drafting.fill(|heading, _| alike(table, &targets, heading));
        drafting.fill(|_, values| by_values(table, values));
        drafting.doubt_names();
        drafting
    }

    /// A column 名称 may hold brands beside a column with the names of the firms.
    fn doubt_names(&mut self) {
        let name = ROLES[0].target(self.table).map(|target| target.name);
        let are_firms = |place: usize| matches!(shape_of(&self.samples[place]), Some((Shape::FirmName, ..)));
        let is_name =
            |guess: &Option<Guess>| guess.as_ref().is_some_and(|guess| Some(guess.target.name) == name);
        let Some(place) = self.guesses.iter().position(is_name).filter(|place| !are_firms(*place)) else {
            return;
        };
        let other =
            (0..self.headings.len()).find(|other| self.guesses[*other].is_none() && are_firms(*other));
        if let (Some(other), Some(guess)) = (other, &mut self.guesses[place]) {
            guess.reason = Reason::Doubtful(self.headings[other].clone());
        }
    }

    fn fill(&mut self, guess: impl Fn(&str, &[String]) -> Option<Guess>) {
        for place in 0..self.headings.len() {
            let heading = &self.headings[place];
            if self.guesses[place].is_some() {
                continue;
            }
            let found = guess(heading, self.samples.get(place).map_or(&[], Vec::as_slice));
            let is_free = |guess: &Guess| {
                let is_taken =
                    self.guesses.iter().flatten().any(|known| known.target.name == guess.target.name);
                !is_taken && guess.is_allowed(heading)
            };
            self.guesses[place] = found.filter(is_free);
        }
    }
}

fn named(table: Table, targets: &[Target], heading: &str) -> Option<Guess> {
    if let Some(target) = targets.iter().find(|target| target.is_named(heading)) {
        return Some(Guess::new(target.clone(), Reason::Named));
    }
    let Table::Decisions(kind) = table else { return None };
    let layout = standard::detect(&[heading.to_owned()], kind);
    let column = layout.columns.first().copied().flatten()?;
    let unit = (column.unit == Unit::Yuan).then_some("元");
    Some(Guess { unit, ..Guess::new(table.target(column.field.code)?, Reason::Named) })
}

fn usual(table: Table, heading: &str) -> Option<Guess> {
    let folded = fold_heading(heading);
    let role = ROLES.iter().find(|role| role.names.iter().any(|name| fold_heading(name) == folded))?;
    Some(Guess::new(role.target(table)?, Reason::Usual))
}

/// The only field whose name, or usual other name, looks like the heading.
fn alike(table: Table, targets: &[Target], heading: &str) -> Option<Guess> {
    let mut found: Option<(Target, String)> = None;
    let by_role = ROLES.iter().filter_map(|role| Some((role.target(table)?, role.names)));
    let roles = by_role.flat_map(|(target, names)| names.iter().map(move |name| (target.clone(), *name)));
    let own = targets.iter().flat_map(|target| target.names().map(|name| (target.clone(), name)));
    for (target, name) in own.chain(roles).filter(|(_, name)| are_alike(heading, name)) {
        match &found {
            Some((first, _)) if first.name != target.name => return None,
            Some(_) => {}
            None => found = Some((target, name.to_owned())),
        }
    }
    found.map(|(target, name)| Guess::new(target, Reason::Like(name)))
}

fn by_values(table: Table, values: &[String]) -> Option<Guess> {
    let (shape, fitting, all) = shape_of(values)?;
    let role = match shape {
        Shape::FirmName => &ROLES[0],
        Shape::CreditCode => &ROLES[1],
        Shape::RegistrationNumber => &ROLES[2],
        Shape::OrganisationCode => &ROLES[3],
        Shape::DocumentNumber => &ROLES[5],
        Shape::Date | Shape::Amount => return None, // which date, which amount: only a person knows
    };
    let is_inside =
        |value: &&String| only_document_number(value).is_some_and(|number| number != value.trim());
    let extract = (shape == Shape::DocumentNumber
        && (fitting < all || values.iter().any(|value| is_inside(&value))))
    .then_some("document-number");
    Some(Guess { extract, ..Guess::new(role.target(table)?, Reason::Values(shape, fitting, all)) })
}

fn draft(file: &str, kind: &str, guessed_kind: Option<&str>, drafting: &Drafting<'_>) -> String {
    let mut text = String::from(
        "# 映射文件草稿。写法见 docs/MAPPINGS.md；confirm = false 的列须核对后改为 true，否则不能导入。\n",
    );
    if let Some(label) = guessed_kind {
        // Writing to a string cannot fail; the same below.
        let _ = writeln!(text, "# 请确认: 数据种类按表头猜为{label}。");
    }
    let _ = writeln!(text, "kind = {}\ntitle = {}\n\n[columns]", quoted(kind), quoted(file));
    for (place, heading) in drafting.headings.iter().enumerate() {
        match &drafting.guesses[place] {
            Some(guess) => write_guess(&mut text, heading, guess),
            None => write_unknown(&mut text, heading, drafting, place),
        }
    }
    let filled: Vec<&str> = drafting.guesses.iter().flatten().map(|guess| guess.target.name).collect();
    let unfilled = drafting.table.unfilled(&filled);
    if !unfilled.is_empty() {
        let _ = writeln!(
            text,
            "\n# 没有列填写的必填项（这些行将保留为“不完整”，补正前不公示）：{}",
            unfilled.join("、")
        );
    }
    text
}

fn write_guess(text: &mut String, heading: &str, guess: &Guess) {
    let name = guess.target.name;
    let caption = guess.target.caption;
    let question = match &guess.reason {
        Reason::Named | Reason::Usual if guess.target.holds == Holds::Amount && guess.unit.is_none() => {
            Some("金额单位是“元”还是“万元”？".to_owned())
        }
        Reason::Named | Reason::Usual => None,
        Reason::Like(like) => Some(format!("表头与“{like}”相近，是否就是“{caption}”？")),
        Reason::Doubtful(other) => Some(format!("“{other}”列的取值更像{caption}，应取哪一列？")),
        Reason::Values(shape, fitting, all) => {
            Some(format!("{all} 个取值中 {fitting} 个像{}，是否就是“{caption}”？", shape.label()))
        }
    };
    if let Some(question) = &question {
        let _ = writeln!(text, "# 请确认: {question}");
    }
    let amount = (guess.target.holds == Holds::Amount).then(|| guess.unit.unwrap_or("元"));
    let mut keys = vec![format!("field = {}", quoted(name))];
    keys.extend(amount.map(|unit| format!("amount = {}", quoted(unit))));
    keys.extend(guess.extract.map(|step| format!("extract = {}", quoted(step))));
    keys.extend(question.is_some().then(|| "confirm = false".to_owned()));
    let value = if keys.len() == 1 { quoted(name) } else { format!("{{ {} }}", keys.join(", ")) };
    let note = if name == caption { String::new() } else { format!(" # {caption}") };
    let _ = writeln!(text, "{} = {value}{note}", quoted(heading));
}

/// A comment: no values of the data, since they may be personal.
fn write_unknown(text: &mut String, heading: &str, drafting: &Drafting<'_>, place: usize) {
    let has_decisions = drafting.table.targets().iter().any(|target| target.guarded.is_some());
    let other = guard::names_something_else(heading).filter(|_| has_decisions).map(str::to_owned);
    let looks = shape_of(&drafting.samples[place]).map(|(shape, ..)| format!("取值像{}", shape.label()));
    let note = other.or(looks).map_or_else(|| "未识别".to_owned(), |note| format!("未使用，{note}"));
    let _ = writeln!(text, "# {} = \"\" # {note}", quoted(heading));
}

/// A TOML string.
pub(super) fn quoted(text: &str) -> String {
    let mut result = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(result, "\\u{:04X}", u32::from(c));
            }
            c => result.push(c),
        }
    }
    result.push('"');
    result
}
