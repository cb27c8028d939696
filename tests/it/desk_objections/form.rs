//! What the form takes, how often, and what of it stands where.

use axum::extract::ConnectInfo;
use tests::Who;
use tests::words::NASTY;

use super::{Form, NAME, PDF, Receipt, TELEPHONE, WORDS, step, with_penalty};
use crate::world::{TODAY, encoded, furnished};

#[tokio::test]
async fn what_cannot_be_taken_is_told_in_words_and_nothing_that_was_typed_is_lost() {
    let app = furnished(TODAY).await;
    let (_, record) = with_penalty(&app).await;
    let form = Form::open(&app, &record).await;
    let script = b"%PDF-1.7\n<< /OpenAction << /S /JavaScript /JS (x) >> >>\n%%EOF";
    let large = [PDF, &vec![b' '; 5 << 20]].concat();
    let half = [b"%PDF-1.7\n".as_slice(), &vec![b' '; 4 << 20], b"%%EOF"].concat();
    let program = b"MZ\x90\x00\x03";
    for (form, sentence) in [
        (form.clone().with("ground", ""), "请选择一项异议理由"),
        (form.clone().with("objector", "friend"), "请选择您的身份"),
        (form.clone().with("name", " "), "请填写姓名"),
        (form.clone().with("telephone", "x"), "请填写能联系到您的电话"),
        (form.clone().with("email", "x"), "电子邮箱应当像"),
        (form.clone().with("capable", ""), "具有完全民事行为能力"),
        (form.clone().file("证据.pdf", program), "第 1 个附件：只接受 PDF、PNG 和 JPEG 文件"),
        (form.clone().file("a.pdf", PDF).file("b.pdf", script), "第 2 个附件：这份 PDF 含有可以执行"),
        (form.clone().file("空.pdf", b""), "第 1 个附件：文件是空的"),
        (form.clone().file("大.pdf", &large), "第 1 个附件超过 5 MB"),
        (form.clone().file("a.pdf", &half).file("b.pdf", &half).file("c.pdf", &half), "附件合计超过 10 MB"),
        (["a", "b", "c", "d"].iter().fold(form.clone(), |form, name| form.file(name, PDF)), "附件最多 3 个"),
    ] {
        let page = form.send(&app).await;
        assert_eq!(page.status, 422, "{sentence}");
        assert!(
            page.words(".error-summary").contains(sentence),
            "{sentence}: {}",
            page.words(".error-summary")
        );
        assert_eq!(page.words("textarea"), WORDS, "{sentence}");
        let field = page.attributes(".error-summary a", "href").remove(0);
        assert_eq!(page.count(&format!("main {field}")), 1, "{sentence}: {field}");
    }
    let short = form.clone().with("words", "太短").send(&app).await;
    assert!(short.status == 422 && short.words(".error-summary").contains("10 至 2000 字"));
    let endless = form.file("a.pdf", &vec![b' '; 25 << 20]).send(&app).await;
    assert_eq!(endless.status, 413);
    let mut tx = app.tx().await;
    let (count,): (i64,) = tx.query("select count(*) from objection").one().await.unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn who_objects_stands_nowhere_in_the_clear() {
    let app = furnished(TODAY).await;
    let (desk, record) = with_penalty(&app).await;
    let form = Form::open(&app, &record).await.file("青禾的决定书.pdf", PDF);
    let receipt = form.receipt(&app).await;
    let id = receipt.id(&app).await;
    step(desk, &id, "accept", &[]).await;
    step(desk, &id, "forward", &[]).await;
    step(desk, &id, "answer", &[("answer", "来源单位称无误")]).await;
    app.turn().await;
    let secret = [
        NAME,
        TELEPHONE,
        "yiyi-qinghe",
        "二百元",
        "青禾的决定书",
        "plain-marker-of-the-file",
        "来源单位称无误",
        receipt.code.as_str(),
    ];
    for text in secret {
        assert_eq!(app.files_with(text).await, Vec::<String>::new(), "{text}");
    }
    assert_ne!(app.files_with(&receipt.number).await, Vec::<String>::new(), "the number is found");
}

#[tokio::test]
async fn a_form_counts_once_and_only_from_the_site_itself() {
    let app = furnished(TODAY).await;
    let (_, record) = with_penalty(&app).await;
    let form = Form::open(&app, &record).await;
    let receipt = form.receipt(&app).await;
    let again = form.send(&app).await;
    assert!(again.status == 409 && again.words("main").contains(&receipt.number), "{}", again.words("main"));
    let without_cookie = Form { cookie: String::new(), ..form.clone() }.send(&app).await;
    assert!(without_cookie.status == 403 && without_cookie.words("textarea") == WORDS);
    let stolen = form.clone().with("csrf", "0").send(&app).await;
    assert!(stolen.status == 403 && stolen.words(".error-summary").contains("请再提交一次"));
    let mut foreign = form.request();
    foreign.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    assert_eq!(app.answer(foreign).await.status, 403);
}

#[tokio::test]
async fn an_address_may_object_five_times_within_an_hour() {
    let app = furnished(TODAY).await;
    let (_, record) = with_penalty(&app).await;
    let peer: std::net::SocketAddr = "198.51.100.25:50000".parse().unwrap();
    let mut statuses = Vec::new();
    for _ in 0..6 {
        let mut request = Form::open(&app, &record).await.request();
        request.extensions_mut().insert(ConnectInfo(peer));
        statuses.push(app.answer(request).await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429]);
}

#[tokio::test]
async fn hostile_texts_are_shown_to_those_who_decide_and_do_nothing() {
    let app = furnished(TODAY).await;
    let (desk, record) = with_penalty(&app).await;
    for text in NASTY {
        let long = format!("{text}，这里至少写够十个字。");
        let form =
            Form::open(&app, &record).await.with("name", text).with("words", &long).file("<b>.pdf", PDF);
        let answer = form.send(&app).await;
        if answer.status == 422 {
            assert!(text.trim().is_empty() || answer.words(".error-summary").contains("姓名"), "{text}");
            continue;
        }
        assert_eq!(answer.status, 200, "{text}");
        let number = answer.words("main dd code").split(' ').next().unwrap().to_owned();
        let receipt = Receipt { number, code: String::new(), cookie: String::new() };
        let page = desk.get(Who::Reviewer, &format!("/desk/objections/{}", receipt.id(&app).await)).await;
        assert_eq!(page.status, 200, "{text}");
        assert_eq!(page.count("main script, main img, main b b"), 0, "{text}");
        assert!(!page.text.contains('\u{202E}'), "{text}");
    }
    let odd = app.get(&encoded("/objections/＜号＞?code=x")).await;
    assert_eq!(odd.status, 404);
}
