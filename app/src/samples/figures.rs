//! Figures of authorities, the first page, rules and about.

use domain::calendar::Calendar;
use domain::commitment::CommitmentMonth;
use domain::disclosure::{
    AuthorityFigures, DecisionSummary, GapCount, PublicAuthority, SampleFigures, Timeliness,
    TimelinessFigures, WithheldCount,
};
use domain::publication::WithheldReason;
use domain::quality::{
    Coverage, Kind, MonthOfKind, QualityFigures, RegionFigures, RegionKind, Revision, RowState, Standing,
    ZeroReport,
};
use domain::suppression::PublicCount;

use super::decisions::{authority, late_penalty, licence, penalty_of_several};
use super::{all_lists, day, moment};
use crate::page::{
    About, Agencies, Agency, AmountRow, CalendarYear, ClockRow, Home, PolicyRow, Region, Regions, Rules,
};

fn figures(on_time: u64, valid: u64, median: u32, overdue: u64, longest: u64) -> TimelinessFigures {
    let late = valid - on_time;
    let share = |percent: u64| on_time * percent / 100;
    let mut distribution =
        [share(2), share(9), share(16), share(23), share(26), share(14), share(6), 0, late * 2 / 3, 0];
    distribution[9] = late - distribution[8];
    distribution[7] = on_time - distribution[..7].iter().sum::<u64>();
    TimelinessFigures {
        on_time,
        valid,
        received_on_time: on_time + late / 2,
        received_judged: valid,
        accepted_rows: valid,
        submitted_rows: valid + valid / 100,
        overdue,
        overdue_bands: [overdue - overdue.min(longest), overdue.min(longest), 0, 0],
        median_working_days: (valid > 0).then_some(median),
        distribution,
    }
}

/// The first page.
pub fn home() -> Home {
    Home {
        licences: 3_902_417,
        penalties: 225_889,
        published_today: 1_284,
        withdrawn_today: 3,
        month_label: "2026-11".to_owned(),
        month: figures(19_046, 19_474, 4, 37, 9),
        overdue: 37,
        overdue_authorities: 11,
        latest: latest(),
        entities: 2_316_508,
        authorities: 214,
        lists: all_lists().rows,
    }
}

fn latest() -> Vec<DecisionSummary> {
    let today = |minutes, summary: DecisionSummary| DecisionSummary {
        published_at: moment("2026-11-23", minutes),
        decided_on: day("2026-11-16"),
        ..summary
    };
    vec![
        today(
            621,
            DecisionSummary { timeliness: Timeliness::OnTime { working_days: 5 }, ..late_penalty().summary },
        ),
        today(618, licence().summary),
        today(602, penalty_of_several().summary),
        late_penalty().summary,
        DecisionSummary { timeliness: Timeliness::NotJudged, parties: Vec::new(), ..licence().summary },
    ]
}

/// Licences as rows: for ever, for a term, expired.
pub(crate) fn licence_rows() -> Vec<DecisionSummary> {
    let row = |number: &str, title: &str, from: &str, until: &str, state: &str| DecisionSummary {
        document_number: number.to_owned(),
        title: title.to_owned(),
        category: "普通".to_owned(),
        valid_from: Some(day(from)),
        valid_until: Some(day(until)),
        state_label: state.to_owned(),
        ..licence().summary
    };
    vec![
        licence().summary,
        row("云城管许〔2025〕319号", "设置大型户外广告", "2025-03-01", "2027-02-28", "有效"),
        row("云交运许〔2021〕55号", "道路普通货物运输", "2021-12-06", "2025-12-05", "已过期"),
    ]
}

fn rows() -> Vec<AuthorityFigures> {
    let row = |id: &str, name: &str, figures| AuthorityFigures {
        authority: PublicAuthority { id: id.to_owned(), name: name.to_owned(), ..authority() },
        figures,
    };
    vec![
        row("b1", "渭原区行政审批局", figures(402, 402, 2, 0, 0)),
        row("b2", "云川市住房和城乡建设局", figures(318, 319, 3, 0, 0)),
        row("b3", "南屏市市场监督管理局", figures(1_204, 1_217, 3, 1, 0)),
        row("b4", "洛滨市水务局", figures(87, 88, 4, 0, 0)),
        row("a4s9j2lu", "云川市市场监督管理局", figures(1_873, 1_921, 4, 6, 4)),
        row("b6", "丹岭市交通运输局", figures(402, 436, 5, 9, 6)),
        row("b7", "榆河市应急管理局", figures(61, 74, 6, 5, 9)),
        row("b8", "洛滨市城市管理局", figures(38, 57, 7, 4, 8)),
        row("b9", "秦川省林业局", figures(0, 0, 0, 0, 0)),
    ]
}

/// A month over all authorities.
pub fn agencies() -> Agencies {
    Agencies {
        month: "2026-10".to_owned(),
        months: ["2026-10", "2026-09", "2026-08"].map(str::to_owned).to_vec(),
        kind: Kind::Penalty,
        standing: Standing::Provisional { until: Some(day("2026-12-29")) },
        total: figures(4_385, 4_514, 4, 25, 9),
        rows: rows(),
    }
}

fn month(label: &str, on_time: u64, late: u64, standing: Standing) -> MonthOfKind {
    let figures = QualityFigures {
        on_time,
        late,
        overdue: late / 8,
        received_on_time: on_time,
        received_late: late,
        accepted: on_time + late,
        incomplete: late / 3,
        quarantined: late / 5,
        corrected: late / 7,
        withdrawn: late / 20,
    };
    MonthOfKind { month: label.to_owned(), kind: Kind::Penalty, standing, figures }
}

/// One authority over three months, one of them without a decision.
pub fn agency() -> Agency {
    let open = Standing::Provisional { until: Some(day("2026-12-29")) };
    let frozen = Standing::Frozen { on: day("2026-10-30") };
    let nothing =
        |kind| Coverage { kind, first_on: None, last_on: None, zero_reports: Vec::new(), holes: Vec::new() };
    let zero = |month: &str, is_contradicted| ZeroReport {
        month: month.to_owned(),
        reported_on: day("2026-09-02"),
        is_contradicted,
    };
    Agency {
        authority: AuthorityFigures { authority: authority(), figures: figures(1_873, 1_921, 4, 6, 4) },
        kind: Kind::Penalty,
        months: vec![
            month("2026-10", 1_873, 48, open),
            month("2026-09", 1_702, 0, Standing::Provisional { until: None }),
            month("2026-08", 0, 0, frozen),
        ],
        revisions: vec![Revision {
            month: "2026-08".to_owned(),
            kind: Kind::Penalty,
            figure: RowState::Late,
            old: 0,
            new: 1,
            reason: "冻结后收到本月作出的决定".to_owned(),
            recorded_on: day("2026-11-20"),
        }],
        coverage: vec![
            Coverage {
                first_on: Some(day("2026-05-06")),
                last_on: Some(day("2026-11-20")),
                zero_reports: vec![zero("2026-08", true), zero("2026-07", false)],
                holes: vec!["2026-06".to_owned()],
                ..nothing(Kind::Penalty)
            },
            nothing(Kind::Registration),
            nothing(Kind::OtherLicence),
        ],
        gaps: vec![
            GapCount { year: 2026, count: PublicCount::of(3) },
            GapCount { year: 2025, count: PublicCount::of(12) },
        ],
        samples: vec![SampleFigures { year: 2026, sampled: 40, missing: 2 }],
        commitments: vec![
            CommitmentMonth::of("2026-10".to_owned(), 96, 1_921),
            CommitmentMonth::of("2026-09".to_owned(), 3, 1_702),
        ],
        amounts: vec![
            AmountRow { month: "2026-07".to_owned(), band: "无罚款".to_owned(), count: 14 },
            AmountRow {
                month: "2026-07".to_owned(), band: "1 万元至不足 100 万元".to_owned(), count: 5
            },
        ],
        latest: vec![late_penalty().summary],
    }
}

fn region_figures(code: &str, name: &str, scale: u64) -> RegionFigures {
    let kind =
        |kind, part: u64, whole: u64| RegionKind { kind, public: whole * 9, on_time: part, valid: whole };
    RegionFigures {
        code: code.to_owned(),
        name: name.to_owned(),
        entities: scale * 1_207,
        authorities: scale,
        kinds: vec![
            kind(Kind::Penalty, scale * 61, scale * 64),
            kind(Kind::Registration, scale * 930, scale * 930),
            kind(Kind::OtherLicence, 0, 0),
        ],
    }
}

/// A province with its cities.
pub fn regions() -> Regions {
    Regions {
        month: "2026-10".to_owned(),
        months: ["2026-11", "2026-10", "2026-09"].map(str::to_owned).to_vec(),
        regions: vec![
            region_figures("690000", "秦川省", 24),
            region_figures("690100", "云川市", 15),
            region_figures("690200", "南屏市", 9),
        ],
    }
}

/// A city with its counties and authorities.
pub fn region() -> Region {
    let Regions { month, months, .. } = regions();
    Region {
        region: region_figures("690100", "云川市", 15),
        parent: Some(("690000".to_owned(), "秦川省".to_owned())),
        month,
        months,
        below: vec![region_figures("690102", "渭原区", 8), region_figures("690103", "河口区", 0)],
        authorities: vec![authority(), PublicAuthority { telephone: None, level: None, ..authority() }],
    }
}

/// Three classes of the regime in force and the calendar's years.
pub fn rules() -> Rules {
    let row = |class: &str, period: &str, note: &str| PolicyRow {
        policy: "国家发展改革委令第36号".to_owned(),
        class: class.to_owned(),
        period: period.to_owned(),
        anchor: "处罚决定日期".to_owned(),
        in_force: "2026-04-01 起".to_owned(),
        note: note.to_owned(),
    };
    let calendar = Calendar::official();
    let years = calendar.years().collect::<Vec<_>>().into_iter().rev().map(|year| CalendarYear {
        year,
        notices: calendar.notices_of(year).iter().map(|notice| notice.citation().to_owned()).collect(),
        working_days: calendar.announced_workdays(year),
        is_provisional: year == 2026,
    });
    Rules {
        clocks: vec![ClockRow {
            label: "公示行政许可、行政处罚决定",
            event: "作出决定之日",
            working_days: 7,
            in_force: "2015-06-24 起".to_owned(),
            basis: "国办发〔2015〕51号第十八项".to_owned(),
            sureness: "已查阅依据",
        }],
        policies: vec![
            row("轻微失信", "原则上不公示，最长三个月", "简易程序、警告、通报批评等"),
            row("一般失信", "三个月至一年", "较大数额罚款、没收非法财物等"),
            row("严重失信", "一年至三年", "巨额罚款、吊销许可证、限制从业等"),
        ],
        withheld: vec![
            withheld(2026, WithheldReason::Sealed, 1_204),
            withheld(2026, WithheldReason::Minor, 3),
            withheld(2025, WithheldReason::SimpleProcedure, 5),
        ],
        calendar: years.collect(),
    }
}

fn withheld(year: i32, ground: WithheldReason, count: u64) -> WithheldCount {
    WithheldCount { year, ground, count: PublicCount::of(count) }
}

/// Counts of what is here.
pub fn about() -> About {
    About { entities: 2_316_508, authorities: 214, licences: 3_902_417, penalties: 225_889 }
}
