//! Policies and kinds of penalty.

use super::*;
use crate::check::Procedure;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

#[test]
fn every_row_of_the_policies_reads_and_their_terms_join() {
    let rows = data_rows(include_str!("../data/publicity_policies.csv")).count();
    assert_eq!(Policies::official().rows().len(), rows);
    for class in Class::ALL {
        for edge in
            ["2019-06-30", "2019-07-01", "2023-04-30", "2023-05-01", "2026-03-31", "2026-04-01", "2050-01-01"]
        {
            for sector in [Sector::Common, Sector::Safety] {
                assert!(
                    Policies::official().of(Regime::Credit, class, sector, day(edge)).is_some(),
                    "{class:?} {edge}"
                );
            }
        }
    }
}

#[test]
fn trap_18_the_credit_site_counts_from_the_decision_and_gsxt_from_publication() {
    let anchors = Anchors { decided_on: day("2026-05-06"), published_on: Some(day("2026-05-20")) };
    let until = |regime| {
        let policies = Policies::official();
        let policy = policies.of(regime, Class::General, Sector::Common, anchors.decided_on);
        period(Class::General, policy.expect("a policy"), anchors).until
    };
    assert_eq!(until(Regime::Credit), Some(day("2027-05-06")));
    assert_eq!(until(Regime::Gsxt), Some(day("2029-05-20")));
}

#[test]
fn gsxt_has_no_end_before_publication() {
    let policies = Policies::official();
    let policy = policies.of(Regime::Gsxt, Class::Minor, Sector::Common, day("2026-05-06"));
    let anchors = Anchors { decided_on: day("2026-05-06"), published_on: None };
    assert_eq!(period(Class::Minor, policy.expect("a policy"), anchors).until, None);
}

#[test]
fn a_new_policy_governs_decisions_from_its_first_day_and_leaves_other_classes_alone() {
    let official = Policies::official();
    let present = official.of(Regime::Credit, Class::Serious, Sector::Common, day("2026-12-31"));
    let next = Policy {
        effective_from: day("2027-03-01"),
        maximum_months: 24,
        document: "示例规定".to_owned(),
        ..present.expect("a policy").clone()
    };
    let policies = official.with(next);
    let months = |class, sector, on: &str| {
        policies.of(Regime::Credit, class, sector, day(on)).expect("a policy").maximum_months
    };
    let minimum = |class, sector, on: &str| {
        official.of(Regime::Credit, class, sector, day(on)).expect("a policy").minimum_label()
    };
    assert_eq!(minimum(Class::Serious, Sector::Safety, "2020-01-01"), "不得提前停止公示");
    assert_eq!(minimum(Class::Serious, Sector::Common, "2026-05-01"), "最短 12 个月");
    assert_eq!(minimum(Class::Minor, Sector::Common, "2026-05-01"), "不设最短期");
    assert_eq!(months(Class::Serious, Sector::Common, "2027-02-28"), 36);
    assert_eq!(months(Class::Serious, Sector::Common, "2027-03-01"), 24);
    assert_eq!(months(Class::Serious, Sector::Safety, "2027-03-01"), 24, "no row of its own any more");
    assert_eq!(months(Class::General, Sector::Common, "2027-03-01"), 12);
    let until = policies.rows().iter().filter_map(|row| row.effective_until);
    assert!(until.clone().any(|day| day == self::day("2027-02-28")));
}

#[test]
fn months_end_on_the_corresponding_day_or_the_last_of_the_month() {
    assert_eq!(months_after(day("2024-02-29"), 12), Some(day("2025-02-28")));
    assert_eq!(months_after(day("2025-11-30"), 3), Some(day("2026-02-28")));
    assert_eq!(months_after(day("2025-12-31"), 6), Some(day("2026-06-30")));
    assert_eq!(months_after(day("2026-02-28"), 12), Some(day("2027-02-28")));
}

#[test]
fn both_vocabularies_of_kinds_are_read() {
    use PenaltyKind as Kind;
    let cases: [(&str, &[PenaltyKind]); 14] = [
        ("警告", &[Kind::Warning]),
        ("警告;罚款", &[Kind::Warning, Kind::Fine]),
        ("罚款；没收违法所得、没收非法财物", &[Kind::Fine, Kind::ConfiscatedGains, Kind::ConfiscatedGoods]),
        ("暂扣或者吊销许可证", &[Kind::SuspensionOrRevocation]),
        ("暂扣许可证", &[Kind::Suspension]),
        ("吊销执照", &[Kind::Revocation]),
        ("其他-通报批评", &[Kind::Criticism]),
        ("其他-限制从业,其他-责令关闭", &[Kind::Closure, Kind::TradeBan]),
        ("其他-责令限期改正", &[Kind::Other]),
        ("罚款和没收违法所得", &[Kind::Fine, Kind::ConfiscatedGains]),
        ("责令停产停业", &[Kind::Shutdown]),
        ("限制开展生产经营活动，降低资质等级", &[Kind::Downgrade, Kind::RestrictedBusiness]),
        ("行政拘留", &[Kind::Detention]),
        ("", &[]),
    ];
    for (text, kinds) in cases {
        assert_eq!(PenaltyKinds::parse(text), kinds.iter().copied().collect(), "{text}");
    }
}

#[test]
fn trap_19_the_content_splits_suspension_from_revocation() {
    let merged = || PenaltyKinds::parse("暂扣或者吊销许可证");
    let class = |content: &str| merged().settled_by(content).default_class(Procedure::Unstated);
    assert_eq!(class("吊销食品经营许可证"), Class::Serious);
    assert_eq!(class("暂扣许可证三个月"), Class::General);
    assert_eq!(class("见决定书"), Class::General);
}

#[test]
fn codes_read_back() {
    for kind in PenaltyKind::ALL {
        assert_eq!(PenaltyKind::from_code(kind.code()), Some(kind));
    }
    for regime in Regime::ALL {
        assert_eq!(Regime::from_code(regime.code()), Some(regime));
    }
    for sector in Sector::ALL {
        assert_eq!(Sector::from_code(sector.code()), Some(sector));
    }
    for anchor in Anchor::ALL {
        assert_eq!(Anchor::from_code(anchor.code()), Some(anchor));
    }
    for class in Class::ALL {
        assert_eq!(Class::from_code(class.code()), Some(class));
        assert_eq!(Class::from_text(class.label()), Some(class));
        assert_eq!(Class::from_text(class.long_label()), Some(class));
    }
}
