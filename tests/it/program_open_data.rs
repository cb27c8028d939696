//! The real program makes the bulk files, killed halfway and beside a server.

use std::fs;
use std::path::Path;

use serde_json::Value;
use server::secrets::checksum;
use tests::Entity;
use tests::binary::{Program, files_below, until};

use crate::world::TODAY;

/// What lies in the folder of the bulk files of a program, by name.
fn lying_there(program: &Program) -> Vec<String> {
    let names = fs::read_dir(program.data_folder().join("open-data")).unwrap();
    names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn drafts(program: &Program) -> usize {
    lying_there(program).iter().filter(|name| name.starts_with("draft-")).count()
}

#[tokio::test]
async fn a_build_killed_halfway_leaves_the_release_before_and_the_next_start_clears_up() {
    let program = Program::furnished(TODAY).await;
    let rows: Vec<Entity> = (100..3_100)
        .map(|number| Entity::new(&format!("秦岭示例第{number}号商贸有限公司"), number))
        .collect();
    program.import(&rows);
    program.run(&["open-data"]).expect(0);
    let folder = program.data_folder().join("open-data");
    let release = fs::read_to_string(folder.join("current")).unwrap();
    for name in ["entities.csv", "entities.jsonl.gz", "penalties.csv"] {
        let is_halfway = async || {
            files_below(&folder)
                .iter()
                .any(|path| path.ends_with(name) && !path.starts_with(folder.join(&release)))
        };
        assert!(program.start(&["open-data"]).kill_when(is_halfway).await, "{name}: it came to its end");
        assert_eq!(drafts(&program), 1, "one build removes what another left");
        assert_eq!(fs::read_to_string(folder.join("current")).unwrap(), release);
    }
    let server = program.serve_ready().await;
    until("a release is offered", async || {
        server.get("/open-data/manifest.json").is_ok_and(|reply| reply.status == 200)
    })
    .await;
    let manifest = server.get("/open-data/manifest.json").unwrap().json();
    let entities =
        manifest["data_sets"].as_array().unwrap().iter().find(|set| set["code"] == "entities").unwrap();
    assert_eq!(
        (&manifest["release"], &entities["rows"]),
        (&Value::from(release.as_str()), &Value::from(3_001))
    );
    for described in
        manifest["data_sets"].as_array().unwrap().iter().flat_map(|set| set["files"].as_array().unwrap())
    {
        let name = described["name"].as_str().unwrap();
        if Path::new(name).extension().is_some_and(|form| form == "csv") {
            let sent = server.get(&format!("/open-data/{release}/{name}")).unwrap();
            assert_eq!(
                (sent.status, checksum(sent.text.as_bytes()).as_str()),
                (200, described["sha256"].as_str().unwrap())
            );
        }
    }
    until("what was left is removed", async || drafts(&program) == 0).await;
    program.run(&["open-data"]).expect(0);
    until("the new release is offered", async || {
        server.get("/open-data/manifest.json").unwrap().json()["release"] != manifest["release"]
    })
    .await;
}
