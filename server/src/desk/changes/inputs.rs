//! The forms that take a record out of view, as data: fields, sentences, what was typed.

use app::desk::changes::forms::{Field, Form, Kind};
use app::desk::choice::Choice;
use chrono::NaiveDate;
use domain::clocks::{ClockKind, Clocks};
use domain::leaving::HidingGround;

use crate::actions::replace::Replacing;
use crate::read::review::{removal_grounds, withdrawal_grounds, withholding_grounds};
use crate::state::Core;
use crate::web::fields::Fields;

/// Which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    Withdraw,
    Repair,
    Withhold,
    Replace,
    Hide,
    Remove,
}

impl Which {
    const fn title(self) -> &'static str {
        match self {
            Self::Withdraw => "申请撤回",
            Self::Repair => "登记修复结果",
            Self::Withhold => "申请不予公示",
            Self::Replace => "登记所替代的决定",
            Self::Hide => "紧急隐藏",
            Self::Remove => "申请移出名录",
        }
    }

    fn action(self, public_id: &str) -> String {
        let word = match self {
            Self::Withdraw => "withdraw",
            Self::Repair => "repair",
            Self::Withhold => "withhold",
            Self::Replace => "replace",
            Self::Hide => return "/desk/hide".to_owned(),
            Self::Remove => return "/desk/remove".to_owned(),
        };
        format!("/desk/records/{public_id}/{word}")
    }

    fn about(self, clocks: &Clocks, today: NaiveDate) -> Vec<String> {
        let period = |kind| clocks.period_label(kind, today);
        let lines: &[&str] = match self {
            Self::Withdraw => &[
                &format!(
                    "用于决定被依法变更、撤销、确认违法或者确认无效的情形，自该日起 {}内撤回（行政处罚法第四十八条）。",
                    period(ClockKind::Withdraw)
                ),
                "另一人复核通过后，原页面换成撤回说明：文号、作出机关和公开原因，保留到原公示截止日；当事人和内容不再显示。",
            ],
            Self::Repair => &[
                "信用修复由“信用中国”统一受理，这里只登记其告知的结果。",
                "另一人复核通过后，记录终止公示，不留任何公开痕迹。",
            ],
            Self::Withhold => &[
                "须有代码表中的法定理由，并由另一人复核通过。",
                "公示中的记录通过后不留痕迹地离开公示；尚未公示的记录如已超过期限，计为逾期。",
            ],
            Self::Replace => &[
                "登记这条记录替代了哪一份决定；原决定仍在公示的，同时申请以“变更”为由撤回。",
                "变更后的新决定期限重新计算；同一决定重新制作的，沿用原决定的期限。",
            ],
            Self::Hide => &[
                "记录立即从全部公开页面、查询、接口和数据文件中移除。",
                &format!(
                    "另一人须在 {}内确认（撤回或者不予公示）或者解除；逾期未确认的，保持隐藏并提示负责人和审计员。",
                    period(ClockKind::ConfirmHiding)
                ),
            ],
            Self::Remove => &[
                "用于本机关决定把名录、名单中的条目移出（个体工商户为恢复正常记载状态）；须由另一人复核通过。",
                "经营异常名录等按规定保留移出记录的，页面改为“已移出”，公开移出日期和原因；其他名单的条目，以及列入有误、列入决定被撤销的，不留痕迹。",
                "来源报送的文件里仍有这一条的，不会因此恢复。",
            ],
        };
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    fn fields(self) -> Vec<Field> {
        match self {
            Self::Withdraw => vec![
                choice("ground", "撤回事由（公开）", withdrawal_grounds()),
                field("on", "变更、撤销、确认违法或者无效之日", "期限从次日起算。", Kind::Day),
                field("words", "公开的说明", "可不填；不得含有个人信息。", Kind::Words),
            ],
            Self::Repair => vec![
                field("on", "信用中国办结之日", "", Kind::Day),
                field("words", "修复决定编号和说明", "只在内部留存。", Kind::Words),
            ],
            Self::Withhold => vec![
                choice("ground", "不予公示的理由", withholding_grounds()),
                field("words", "说明", "只在内部留存。", Kind::Words),
            ],
            Self::Replace => vec![
                field("old", "被替代决定的标识", "记录页面地址的末段，或者整个地址。", Kind::Line),
                choice(
                    "kind",
                    "与原决定的关系",
                    Replacing::ALL.map(|kind| Choice::new(kind.code(), kind.label())).to_vec(),
                ),
            ],
            Self::Hide => vec![
                field("record", "要隐藏的记录", "公示页面的地址，或者地址的末段。", Kind::Line),
                choice(
                    "ground",
                    "原因（不公开）",
                    HidingGround::ALL.map(|ground| Choice::new(ground.code(), ground.label())).to_vec(),
                ),
                field("words", "说明（不公开）", "", Kind::Words),
            ],
            Self::Remove => vec![
                field("record", "要移出的条目", "条目公示页面的地址，或者地址的末段。", Kind::Line),
                choice("ground", "移出的依据", removal_grounds()),
                field("on", "决定移出之日", "", Kind::Day),
                field(
                    "words",
                    "移出原因",
                    "名录保留移出记录的，随记录公开；不得含有个人信息。如“已补报年度报告并公示”。",
                    Kind::Words,
                ),
            ],
        }
    }

    /// The form about a record, with what was typed.
    pub(super) fn form(
        self,
        (core, public_id): (&Core, &str),
        record: Option<(String, String)>,
        typed: &Fields,
    ) -> Form {
        let mut fields = self.fields();
        for field in &mut fields {
            typed.get(field.name).clone_into(&mut field.value);
        }
        Form {
            title: self.title(),
            action: self.action(public_id),
            about: self.about(&core.rules().clocks, core.clock.today()),
            record,
            fields,
            faults: Vec::new(),
        }
    }
}

fn field(name: &'static str, label: &'static str, hint: &str, kind: Kind) -> Field {
    Field { name, label, hint: hint.to_owned(), value: String::new(), kind }
}

fn choice(name: &'static str, label: &'static str, choices: Vec<Choice>) -> Field {
    field(name, label, "", Kind::Choice(choices))
}
