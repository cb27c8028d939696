//! The interface against calls made up from its own description by Schemathesis: any value, well or ill formed, that
//! the description suggests. Slow, so it runs with `cargo xtask test --full` only, which names the program.

use std::process::Command;

use tests::{Desk, Licence, Penalty, TestApp, Who};
use tokio::net::TcpListener;

use crate::world::{TODAY, furnished};

/// Names the program `schemathesis`.
const PROGRAM: &str = "CHENGXIN_SCHEMATHESIS";
/// Calls made up for each operation and kind of value.
const CALLS: &str = "60";
/// Every run makes up the same calls.
const SEED: &str = "20261127";

/// Serves the router at a port of its own; answers where.
async fn serve(app: &TestApp) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = app.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}/api/v1")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "slow, and needs Schemathesis: cargo xtask test --full"]
async fn no_call_that_the_description_suggests_ends_in_a_server_error() {
    let program = std::env::var_os(PROGRAM).expect("CHENGXIN_SCHEMATHESIS names the program schemathesis");
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new("云示监罚〔2026〕1号")]).await;
    app.import(&[Licence::new("云示监许〔2026〕1号")]).await;
    desk.approve_all().await;
    let fields = [("name", "示例业务系统"), ("scope", "file"), ("scope", "read"), ("scope", "commit")];
    let key = desk.post(Who::Head, "/desk/keys", &fields).await.words("code.secret");
    let address = serve(&app).await;

    let mut command = Command::new(program);
    command
        .args(["run", &format!("{address}/openapi.json"), "--url", &address])
        .args(["--header", &format!("Authorization: Bearer {key}")])
        .args(["--checks", "not_a_server_error,content_type_conformance,response_schema_conformance"])
        .args(["--phases", "examples,coverage,fuzzing", "--max-examples", CALLS, "--seed", SEED])
        .args(["--continue-on-failure", "--warnings", "off", "--no-color"])
        .current_dir(app.data_folder());
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    let document = app.get("/api/v1/openapi.json").await.json();
    // The description itself is left out, unless it is asked for by name.
    let paths = document["paths"].as_object().unwrap().iter().filter(|(path, _)| *path != "/openapi.json");
    let methods = paths.flat_map(|(_, path)| path.as_object().unwrap().keys());
    let operations = methods.filter(|name| ["get", "post"].contains(&name.as_str())).count();
    assert!(told.contains(&format!("Tested: {operations}\n")), "not all {operations} were called: {told}");
}
