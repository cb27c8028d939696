//! Rows of `penalties.csv`.

use chrono::{Months, NaiveDate};
use domain::amount::Fen;
use domain::decision::DecisionKind;

use super::authorities::System;
use super::days::slashes;
use super::decisions::{self, Case, Fate, Numbers, World};
use super::endings::Subject;
use super::facts::{self, Story};
use super::names;
use super::random::Random;
use super::rows::{Columns, Party, Row};
use super::violations::{Offender, Sanction, VIOLATIONS, Violation};

/// The most that the simple procedure may fine: organisations, then persons (行政处罚法 art. 51).
const SIMPLE_LIMITS: (i64, i64) = (3000, 200);

/// Makes penalties, one document at a time.
pub(super) struct PenaltyRows<'a> {
    world: &'a World<'a>,
    pub(super) columns: Columns,
    random: Random,
    kinds: Vec<(usize, &'static Violation)>,
    numbers: Numbers,
}

/// What a penalty comes to.
#[derive(Clone, Copy, Debug)]
struct Outcome {
    sanction: Sanction,
    /// In yuan.
    fine: Option<i64>,
    /// In yuan.
    confiscated: Option<i64>,
    simple: bool,
    /// Told to be shown although it is minor.
    exception: bool,
}

impl<'a> PenaltyRows<'a> {
    pub(super) fn new(seed: u64, world: &'a World<'a>) -> Self {
        Self {
            world,
            columns: Columns::new(DecisionKind::Penalty),
            random: Random::new(seed, "penalties"),
            kinds: VIOLATIONS.iter().map(|violation| (violation.weight, violation)).collect(),
            numbers: Numbers::default(),
        }
    }

    /// The rows of one document: several if it names several parties.
    pub(super) fn document(&mut self, part: usize, whole: usize) -> Vec<(Row, Option<Subject>)> {
        let violation = *self.random.weighted(&self.kinds);
        let decided = if self.random.chance(60) {
            self.world.days.old(&mut self.random)
        } else {
            self.world.days.recent(&mut self.random, part, whole)
        };
        let Some(first) = self.party(violation, decided.on) else { return Vec::new() };
        let county = match &first {
            Party::Entity(entity) => entity.region.clone(),
            Party::Person { .. } => self.random.pick(self.world.authorities).region.clone(),
        };
        let authority = self.world.authority(&mut self.random, violation.system, &county);
        let Some(authority) = authority.filter(|authority| authority.may_punish()) else { return Vec::new() };
        let number = self.numbers.next(&mut self.random, authority, decided.on, "罚字");
        let others = if self.random.chance(30) { 1 + self.random.below(2) } else { 0 };
        let mut parties = vec![first];
        parties.extend((0..others).filter_map(|_| self.party(violation, decided.on)));
        parties
            .into_iter()
            .map(|party| {
                let fate = decisions::fate(&mut self.random);
                self.row(violation, Case { authority, number: number.clone(), decided, party, fate })
            })
            .collect()
    }

    /// One person in eight is a minor.
    fn party(&mut self, violation: &Violation, on: NaiveDate) -> Option<Party<'a>> {
        if violation.offender == Offender::Entity {
            return self.world.entity(&mut self.random, on).map(Party::Entity);
        }
        let age = if self.random.chance(125) { (15, 16) } else { (19, 70) };
        Some(World::person(&mut self.random, age, on))
    }

    fn row(&mut self, violation: &Violation, case: Case<'_>) -> (Row, Option<Subject>) {
        let story = Story::new(&mut self.random, violation, &case);
        let outcome = self.outcome(violation, &case, &story);
        let mut row = self.columns.row();
        decisions::fill_common(&self.columns, &mut row, &case, &mut self.random);
        self.fill_facts(&mut row, violation, &case, &story);
        self.fill_sanction(&mut row, violation, &case, outcome);
        self.fill_own_fields(&mut row, violation, &case, outcome);
        let minor = outcome.simple || matches!(outcome.sanction, Sanction::Warning | Sanction::Criticism);
        let shown = (!minor || outcome.exception)
            && violation.system != System::Police
            && !case.party.is_person()
            && decisions::may_be_shown(&self.columns, &row);
        let times = self.world.times(&mut self.random, &case, shown);
        decisions::fill_times(&self.columns, &mut row, &times);
        decisions::spoil(&self.columns, &mut row, case.fate, &mut self.random);
        let public = shown && matches!(case.fate, Fate::Published(_));
        let subject = public.then(|| Subject::of(DecisionKind::Penalty, &case, times.published_on)).flatten();
        (row, subject)
    }

    fn outcome(&mut self, violation: &Violation, case: &Case<'_>, story: &Story) -> Outcome {
        let sanction = *self.random.weighted(violation.sanctions);
        let (low, high) = violation.fine;
        let fined = !matches!(sanction, Sanction::Warning | Sanction::Criticism | Sanction::Detention);
        // Small fines are the usual ones.
        let share = self.random.below(1000) * self.random.below(1000) / 1000;
        let fine = low + (high - low) * i64::try_from(share).unwrap_or(0) / 1000;
        let fine = fined.then_some(if fine > 1000 { fine / 100 * 100 } else { fine / 10 * 10 });
        let limit = if case.party.is_person() { SIMPLE_LIMITS.1 } else { SIMPLE_LIMITS.0 };
        let small = matches!(sanction, Sanction::Warning | Sanction::Fine) && fine.unwrap_or(0) <= limit;
        let minor = small || sanction == Sanction::Criticism;
        Outcome {
            sanction,
            fine,
            confiscated: matches!(sanction, Sanction::FineAndGains | Sanction::FineAndGoods)
                .then_some(story.value),
            simple: small && self.random.chance(550),
            exception: minor && !case.party.is_person() && self.random.chance(120),
        }
    }

    fn fill_facts(&mut self, row: &mut Row, violation: &Violation, case: &Case<'_>, story: &Story) {
        let mut facts = facts::text(&mut self.random, violation, case, story);
        if self.random.chance(5)
            && let Party::Person { resident_id, .. } =
                World::person(&mut self.random, (20, 60), case.decided.on)
        {
            // What the scanner must find: numbers of persons hide in running text.
            facts.push_str("现场负责人公民身份号码为");
            facts.push_str(&resident_id);
            facts.push('。');
        }
        self.columns.set(row, "CF_WFXW", violation.title);
        self.columns.set(row, "CF_SY", facts);
        self.columns.set(row, "CF_YJ", violation.basis);
    }

    fn fill_sanction(&mut self, row: &mut Row, violation: &Violation, case: &Case<'_>, outcome: Outcome) {
        let columns = &self.columns;
        columns.set(row, "CF_CFLB", categories(outcome.sanction));
        columns.set(row, "CF_NR", content(violation, outcome));
        if let Some(fine) = outcome.fine {
            // A few senders write yuan where 万元 is asked for.
            let mistaken = fine > 1000 && self.random.chance(4);
            columns.set(row, "CF_NR_FK", if mistaken { fine.to_string() } else { wan(fine) });
        }
        if let Some(confiscated) = outcome.confiscated {
            columns.set(row, "CF_NR_WFFF", wan(confiscated));
        }
        if matches!(outcome.sanction, Sanction::Suspension | Sanction::Revocation) {
            let number = self.random.between(100_000, 999_999);
            columns.set(row, "CF_NR_ZKDX", format!("{} {number}", violation.licence));
        }
        let decided_on = case.decided.on;
        columns.set(row, "CF_YXQ", slashes(decided_on + Months::new(12)));
        if self.random.chance(300) {
            columns.set(row, "CF_GSJZQ", slashes(decided_on + Months::new(12)));
        }
    }

    fn fill_own_fields(&mut self, row: &mut Row, violation: &Violation, case: &Case<'_>, outcome: Outcome) {
        let columns = &self.columns;
        let decided_on = case.decided.on;
        columns.set(row, "CX_AJCX", if outcome.simple { "简易程序" } else { "普通程序" });
        let none = outcome.simple || self.random.chance(10);
        columns.set(row, "CX_SHYX", if none && !outcome.exception { "无社会影响" } else { "有" });
        columns.set(row, "CX_SHYXR", names::person(&mut self.random));
        columns.set(row, "CX_SHYXSJ", decided_on.format("%Y-%m-%d").to_string());
        if let Some(class) = class(outcome).filter(|_| self.random.chance(700)) {
            columns.set(row, "CX_SXLB", class);
        }
        if outcome.exception {
            columns.set(row, "CX_LWLY", "涉及群众关切的民生领域，经行业主管部门认定确有必要短期公示");
            columns.set(row, "CX_LWQX", slashes(decided_on + Months::new(3)));
            columns.set(row, "CX_SXLB", "轻微");
        }
        if case.party.is_person() && violation.system != System::Police && self.random.chance(60) {
            columns.set(
                row,
                "CX_GKYJ",
                "《中华人民共和国行政处罚法》第四十八条第一款（具有一定社会影响的行政处罚决定）",
            );
        }
    }

    /// The same decision, sent again with one field put right.
    pub(super) fn corrected(&mut self, mut row: Row) -> Row {
        let facts = format!("{}以上事实已按复核结果更正表述。", self.columns.get(&row, "CF_SY"));
        self.columns.set(&mut row, "CF_SY", facts);
        decisions::fill_times(&self.columns, &mut row, &super::days::Times::default());
        row
    }
}

/// 处罚类别 in the words of the standard; what the law of 2021 added comes as 其他.
const fn categories(sanction: Sanction) -> &'static str {
    match sanction {
        Sanction::Warning => "警告",
        Sanction::Criticism => "其他-通报批评",
        Sanction::Fine => "罚款",
        Sanction::WarningAndFine => "警告;罚款",
        Sanction::FineAndGains => "罚款;没收违法所得",
        Sanction::FineAndGoods => "罚款;没收非法财物",
        Sanction::Suspension | Sanction::Revocation => "罚款;暂扣或者吊销许可证",
        Sanction::Downgrade => "罚款;其他-降低资质等级",
        Sanction::Shutdown => "罚款;责令停产停业",
        Sanction::TradeBan => "罚款;其他-限制从业",
        Sanction::Detention => "行政拘留",
    }
}

/// 失信类别 that an authority would confirm.
const fn class(outcome: Outcome) -> Option<&'static str> {
    Some(match outcome.sanction {
        Sanction::Warning | Sanction::Criticism => "轻微",
        Sanction::Revocation | Sanction::Shutdown | Sanction::TradeBan => "严重",
        Sanction::Detention => return None,
        _ if outcome.simple => "轻微",
        _ => "一般",
    })
}

/// 处罚内容: numbered, and with the same amounts as the columns.
fn content(violation: &Violation, outcome: Outcome) -> String {
    let mut parts = Vec::new();
    match outcome.sanction {
        Sanction::Warning | Sanction::WarningAndFine => parts.push("给予警告".to_owned()),
        Sanction::Criticism => parts.push("给予通报批评".to_owned()),
        Sanction::Detention => parts.push("行政拘留五日".to_owned()),
        Sanction::FineAndGains => parts.push(format!("没收违法所得{}元", outcome.confiscated.unwrap_or(0))),
        Sanction::FineAndGoods => {
            parts.push(format!("没收用于违法经营的物品（价值{}元）", outcome.confiscated.unwrap_or(0)));
        }
        Sanction::Suspension => parts.push(format!("暂扣{}三个月", violation.licence)),
        Sanction::Revocation => parts.push(format!("吊销{}", violation.licence)),
        Sanction::Downgrade => parts.push("降低资质等级".to_owned()),
        Sanction::Shutdown => parts.push("责令停产停业".to_owned()),
        Sanction::TradeBan => parts.push("对直接责任人限制从业三年".to_owned()),
        Sanction::Fine => {}
    }
    if let Some(fine) = outcome.fine {
        parts.push(fine_in_words(fine));
    }
    let numbered: Vec<String> =
        parts.iter().enumerate().map(|(index, part)| format!("{}.{part}", index + 1)).collect();
    format!(
        "依据{}的规定，责令当事人改正违法行为，并作出如下行政处罚：{}。",
        violation.basis,
        numbered.join("；")
    )
}

/// In 元, or in 万元 where it comes out even.
fn fine_in_words(fine: i64) -> String {
    if fine >= 10_000 && fine % 1000 == 0 {
        format!("罚款{}万元", wan(fine))
    } else {
        format!("罚款人民币{fine}元")
    }
}

/// Yuan in 万元.
fn wan(yuan: i64) -> String {
    Fen::new(yuan * 100).map(Fen::wan).unwrap_or_default()
}
