//! Commitments at the desk: with a salt of the authority's own or the platform's, and read by the auditor.

use server::secrets::checksum;
use tests::records::{AUTHORITY, code};
use tests::{Desk, Who};

use crate::world::{TODAY, furnished};

const NUMBER: &str = "云示监罚〔2026〕1号";

#[tokio::test]
async fn a_clerk_may_bring_a_salt_and_gets_one_otherwise() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let content = checksum("决定书".as_bytes());
    let salt = checksum("本机关的盐".as_bytes());
    let fields = [("kind", "penalty"), ("number", NUMBER), ("content", content.as_str())];
    let with = |salt| [fields.as_slice(), &[("own_salt", salt)]].concat();
    assert_eq!(desk.get(Who::Clerk, "/desk/commitments").await.count("input[name=own_salt]"), 1);

    let page = desk.post(Who::Clerk, "/desk/commitments", &with(&salt)).await;
    let text = format!(
        "chengxin-commitment-1\n{salt}\npenalty\n{}\n{}\n{content}\n",
        code("11", 1),
        domain::text::fold_document_number(NUMBER)
    );
    let words = page.words("main");
    assert!(words.contains(&salt) && words.contains(&checksum(text.as_bytes())), "{words}");

    let page = desk.post(Who::Clerk, "/desk/commitments", &with("")).await;
    let shown = page.words("main");
    assert!(page.status == 200 && !shown.contains(&salt), "the platform makes one: {shown}");

    let page = desk.post(Who::Clerk, "/desk/commitments", &with("pepper")).await;
    assert_eq!(
        (page.status, page.attributes("input[name=own_salt]", "value")),
        (422, vec!["pepper".to_owned()])
    );
    assert!(page.words(".error-summary").contains("盐值"), "{}", page.words("main"));
}

#[tokio::test]
async fn the_auditor_reads_the_commitments_of_all_and_makes_none() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let content = checksum("决定书".as_bytes());
    let fields = [("kind", "penalty"), ("number", NUMBER), ("content", content.as_str())];
    assert_eq!(desk.post(Who::Clerk, "/desk/commitments", &fields).await.status, 200);
    let page = desk.get(Who::Auditor, "/desk/commitments").await;
    let words = page.words("main");
    assert!(words.contains("未兑现 1 件") && page.words("tbody").contains(AUTHORITY), "{words}");
    assert_eq!(page.count("main form"), 0);
    assert_eq!(desk.post(Who::Auditor, "/desk/commitments", &fields).await.status, 403);
    let other = desk.get(Who::OtherClerk, "/desk/commitments").await;
    assert_eq!(other.count("main tbody tr"), 0, "{}", other.words("main"));
}
