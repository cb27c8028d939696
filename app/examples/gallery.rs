//! Writes every page with fictional records as HTML files, to be looked at: `cargo run -p app --example gallery
//! --features samples -- FOLDER` (default `target/gallery`). Development only.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use app::{PageContext, render, samples};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = env::args().nth(1).map_or_else(|| root.join("target/gallery"), PathBuf::from);
    fs::create_dir_all(&folder)?;
    let imports = fs::read_to_string(root.join("style/main.css"))?;
    let names = imports.lines().filter_map(|line| line.strip_prefix("@import \"")?.strip_suffix("\";"));
    let sheets: Result<Vec<String>, _> =
        names.map(|name| fs::read_to_string(root.join("style").join(name))).collect();
    fs::write(folder.join("chengxin.css"), sheets?.concat())?;
    let ordinary = samples::pages().into_iter().chain(samples::desk_pages());
    let hostile = samples::hostile_pages().into_iter().map(|(name, page)| (name, "/hostile", page));
    for (name, path, page) in ordinary.chain(hostile) {
        let context =
            PageContext { stylesheet: "chengxin.css".to_owned(), islands: None, ..samples::context(path) };
        fs::write(folder.join(format!("{name}.html")), render(&context, page))?;
    }
    Ok(())
}
