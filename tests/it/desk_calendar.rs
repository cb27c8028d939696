//! A year's notice on holidays, entered by one administrator and confirmed by another.

use server::actions::calendar::{self, TypedNotice};
use server::actions::entering::Verdict;
use tests::{Desk, Penalty, Who};

use crate::world::{another_administrator, furnished};

/// Late in the year, before the notice of the next one.
const TODAY: &str = "2026-12-24";
const NUMBER: &str = "云示监罚〔2026〕1号";

/// An invented notice in the form of the real ones.
const TEXT: &str = "\
经国务院批准，现将2027年放假安排通知如下。
一、元旦：2026年12月31日（周四）至2027年1月3日（周日）放假调休，共4天。2026年12月26日（周六）上班。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。
三、清明节：4月5日（周一）放假，与周末连休。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假。
六、中秋节：9月15日（周三）放假。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。";

fn typed() -> TypedNotice {
    TypedNotice {
        year: "2027".to_owned(),
        number: "示例〔2026〕9号".to_owned(),
        adopted_on: "2026-12-23".to_owned(),
        url: "https://www.gov.cn/example".to_owned(),
        announcement: TEXT.to_owned(),
    }
}

fn fields(typed: &TypedNotice) -> [(&str, &str); 5] {
    [
        ("year", &typed.year),
        ("number", &typed.number),
        ("adopted_on", &typed.adopted_on),
        ("url", &typed.url),
        ("announcement", &typed.announcement),
    ]
}

#[tokio::test]
async fn a_confirmed_notice_makes_provisional_due_days_firm_without_a_restart() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER).decided_on("2026-12-23")]).await;
    let before = app.decision(NUMBER).await;
    assert!(before.due_provisional);

    let entered = desk.post(Who::Administrator, "/desk/calendar/new", &fields(&typed())).await;
    let page = entered.header("location").split('?').next().unwrap().to_owned();
    let words = desk.get(Who::Administrator, &page).await.words("main");
    assert!(words.contains("2026-12-31（周四） 至 2027-01-03（周日），共 4 天"), "{words}");
    assert!(words.contains("现有 1 件决定的期限是暂定的"), "{words}");
    app.turn().await;
    assert!(app.decision(NUMBER).await.due_provisional, "nothing is in force before it is confirmed");

    let other = another_administrator(&app).await;
    calendar::decide(app.core(), &other, page.rsplit('/').next().unwrap(), Verdict::Confirm).await.unwrap();
    app.turn().await;
    let after = app.decision(NUMBER).await;
    assert!(!after.due_provisional);
    // 12-24, 25, 26 (worked), 28, 29, 30, then four days off until 01-04.
    assert_eq!(after.due_on.unwrap().to_string(), "2027-01-04");
    assert_eq!(after.calendar_version.as_deref(), Some("国办发明电〔2025〕7号、示例〔2026〕9号"));
    let rules = app.get("/rules").await.words("#calendar + *, main");
    assert!(rules.contains("示例〔2026〕9号"), "{rules}");
    let again = desk.post(Who::Administrator, "/desk/calendar/new", &fields(&typed())).await;
    assert!(again.words("main").contains("这件通知已在日历中"));
}

#[tokio::test]
async fn who_entered_a_notice_cannot_confirm_it_but_take_it_back() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let entered = desk.post(Who::Administrator, "/desk/calendar/new", &fields(&typed())).await;
    let page = entered.header("location").split('?').next().unwrap().to_owned();
    let own = desk.post(Who::Administrator, &format!("{page}/confirm"), &[]).await;
    assert_eq!(own.status, 403);
    assert_eq!(desk.post(Who::Administrator, &format!("{page}/refuse"), &[]).await.status, 303);
    let (other, id) = (another_administrator(&app).await, page.rsplit('/').next().unwrap());
    let late = calendar::decide(app.core(), &other, id, Verdict::Confirm).await.unwrap_err();
    assert_eq!(late.to_string(), "这一件已经办理，请刷新页面查看");
    app.turn().await;
    assert!(!app.core().calendar().edition().contains("示例"));
}

#[tokio::test]
async fn a_notice_that_contradicts_itself_is_told_at_its_field_and_nothing_typed_is_lost() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let wrong = TEXT.replace("2月5日（周五）", "2月5日（周六）").replace("三、清明节", "三、植树节");
    let typed = TypedNotice { url: "http://news.example".to_owned(), announcement: wrong, ..typed() };
    let answer = desk.post(Who::Administrator, "/desk/calendar/new", &fields(&typed)).await;
    assert_eq!(answer.status, 422);
    let words = answer.words("main");
    for said in ["请填写通知在政府网站", "第 3 行：2027-02-05 是周五，文中写的是周六", "有 2 处需要改正"]
    {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(answer.words("textarea").contains("三、植树节"));
    let without =
        TypedNotice { announcement: TEXT.replace("三、清明节", "三、植树节"), ..self::typed() };
    let answer = desk.post(Who::Administrator, "/desk/calendar/new", &fields(&without)).await;
    assert!(answer.words("main").contains("没有读到清明节的安排：请粘贴通知全文"));
}
