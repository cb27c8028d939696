//! What the law does not want shown, and the one exception that it allows.

use domain::publication::Publication;
use tests::{Penalty, TestApp};

use crate::world::{TODAY, furnished};

const NUMBER: &str = "云示监罚〔2026〕1号";

async fn status(app: &TestApp) -> u16 {
    app.get(&app.decision_path(NUMBER).await).await.status
}

/// What each withheld row changes, and the reason why it is withheld.
const WITHHELD: [(&[(&str, &str)], &str); 9] = [
    (&[("CX_AJCX", "简易程序")], "simple-procedure"),
    (&[("CF_CFLB", "警告"), ("CF_NR_FK", ""), ("CF_NR", "警告")], "warning-only"),
    (&[("CF_CFLB", "通报批评"), ("CF_NR_FK", ""), ("CF_NR", "通报批评")], "warning-only"),
    (&[("CF_CFLB", "警告;其他-通报批评"), ("CF_NR_FK", ""), ("CF_NR", "警告")], "warning-only"),
    (&[("CX_SXLB", "轻微")], "minor-fine"),
    (&[("CX_SHYX", "无")], "no-social-impact"),
    (&[("CX_BMSC", "不公开")], "state-secret"),
    (&[("CX_BMSC", "不公开（商业秘密）")], "business-secret"),
    (&[("CF_YJ", "《治安管理处罚法》第一条")], "sealed"),
];

fn changed(cells: &[(&str, &str)]) -> Penalty {
    cells.iter().fold(Penalty::new(NUMBER), |penalty, (heading, value)| penalty.with(heading, *value))
}

#[tokio::test]
async fn trap_13_what_is_withheld_by_law_is_kept_and_neither_shown_nor_counted() {
    for (cells, reason) in WITHHELD {
        let app = furnished(TODAY).await;
        app.import(&[changed(cells)]).await;
        let row = app.decision(NUMBER).await;
        assert_eq!((row.state, row.withheld_reason.as_deref()), (Publication::Withheld, Some(reason)));
        assert_eq!(status(&app).await, 404, "{reason}");
        app.travel_to("2026-12-10");
        let total = &app.get("/api/v1/agencies?month=2026-11").await.json()["total"];
        assert_eq!((&total["valid"], &total["overdue"]), (&0.into(), &0.into()), "{reason}");
    }
}

#[tokio::test]
async fn an_exception_with_a_reason_shows_a_small_penalty_for_at_most_three_months() {
    for (cells, reason) in WITHHELD
        .iter()
        .filter(|(_, reason)| ["simple-procedure", "warning-only", "minor-fine"].contains(reason))
    {
        for (asked, last) in [("", "2027-02-20"), ("2026-12-31", "2026-12-31"), ("2028-01-01", "2027-02-20")]
        {
            let app = furnished(TODAY).await;
            let penalty = changed(cells).with("CX_LWLY", "涉及公众健康").with("CX_LWQX", asked);
            app.import(&[penalty]).await;
            assert_eq!(status(&app).await, 200, "{reason} {asked}");
            assert_eq!(
                app.decision(NUMBER).await.public_until.unwrap().to_string(),
                last,
                "{reason} {asked}"
            );
            app.travel_to_moment(&format!("{last} 23:59:59"));
            assert_eq!(status(&app).await, 200, "{reason} {asked}");
            let next = app.core().clock.today().succ_opt().unwrap();
            app.travel_to(&next.to_string());
            assert_eq!(status(&app).await, 404, "{reason} {asked}");
        }
    }
}

#[tokio::test]
async fn an_exception_without_a_reason_is_none() {
    let app = furnished(TODAY).await;
    let imported = app.import(&[changed(WITHHELD[0].0).with("CX_LWQX", "2026-12-31")]).await;
    assert!(imported.codes().contains(&"exception-without-reason"));
    assert_eq!(status(&app).await, 404);
}

#[tokio::test]
async fn no_exception_lifts_what_is_always_withheld() {
    for (cells, reason) in &WITHHELD[5..] {
        let app = furnished(TODAY).await;
        app.import(&[changed(cells).with("CX_LWLY", "公众关切").with("CX_LWQX", "2026-12-31")]).await;
        assert_eq!(status(&app).await, 404, "{reason}");
    }
}

#[tokio::test]
async fn a_correction_that_must_be_withheld_takes_the_page_down() {
    let app = furnished(TODAY).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    assert_eq!(status(&app).await, 200);
    app.import(&[changed(WITHHELD[5].0)]).await;
    assert_eq!(status(&app).await, 404);
    let found = crate::world::search(&app, &format!("q={NUMBER}&type=decision")).await;
    assert!(found.hits().is_empty());
}

#[tokio::test]
async fn trap_18_periods_follow_the_policy_of_the_day_of_the_decision() {
    for (decided, cells, last) in [
        ("2026-11-20", &[][..], Some("2027-11-20")),
        ("2026-11-20", &[("CF_CFLB", "罚款;责令停产停业")][..], Some("2029-11-20")),
        ("2026-03-20", &[][..], Some("2029-03-20")),
        ("2024-01-10", &[][..], Some("2027-01-10")),
        ("2022-01-10", &[][..], None),
    ] {
        let app = furnished(TODAY).await;
        let penalty = changed(cells).decided_on(decided);
        app.import(&[penalty]).await;
        let until = app.decision(NUMBER).await.public_until.map(|day| day.to_string());
        assert_eq!(
            (until.as_deref(), status(&app).await),
            (last, if last.is_some() { 200 } else { 404 }),
            "{decided}"
        );
    }
}
