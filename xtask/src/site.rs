//! The files that a browser fetches: style sheet, islands, icon.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};

use crate::process::{cargo, execute};
use crate::wasm::{self, Islands};
use crate::workspace::{self, Profile};

/// A built site.
pub(crate) struct Site {
    /// Each file with its size as it is sent, in bytes after gzip.
    files: Vec<(String, usize)>,
    /// Whether the islands are in it.
    pub(crate) islands: Islands,
}

impl Site {
    /// One line for the terminal.
    pub(crate) fn summary(&self) -> String {
        let files = self.files.iter().map(|(name, size)| format!("{name} {}", kilobytes(*size)));
        let islands = match &self.islands {
            Islands::Built { .. } => String::new(),
            Islands::Missing { why } => format!("\nwithout islands, since {why}"),
        };
        format!("site: {} (gzip){islands}", files.collect::<Vec<_>>().join(", "))
    }
}

/// Bytes as a person reads them: `12.3 kB`, with 1 kB = 1,000 bytes.
pub(crate) fn kilobytes(bytes: usize) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

/// Builds everything into `target/site`, which is replaced only once all of it is there.
///
/// # Errors
/// If a step fails. A missing wasm toolchain is no failure here: the site is then without islands.
pub(crate) fn build() -> Result<Site> {
    let folder = workspace::target().join("site.new");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    execute(&mut cargo(&["build", "--quiet", "--package", "xtask", "--features", "site", "--bin", "site"]))?;
    copy_public(&folder)?;
    style(&folder)?;
    let islands = wasm::build(&folder)?;

    let files = files_of(&folder)?;
    let site = workspace::site();
    let _ = fs::remove_dir_all(&site);
    fs::rename(&folder, &site).context("could not put the site into its place")?;
    let files = files.into_iter().map(|(name, bytes)| (name, gzip_size(&bytes))).collect();
    Ok(Site { files, islands })
}

/// The program that holds the large libraries.
pub(crate) fn tool() -> Command {
    Command::new(workspace::program("site", Profile::Development))
}

fn copy_public(folder: &Path) -> Result<()> {
    for (name, bytes) in files_of(&workspace::root().join("public"))? {
        fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}

fn style(folder: &Path) -> Result<()> {
    let bundled = workspace::target().join("bundled.css");
    fs::write(&bundled, bundle(&workspace::root().join("style/main.css"))?)?;
    execute(tool().arg("css").arg(&bundled).arg(folder.join("chengxin.css")))
}

/// The style sheet with each `@import "file.css";` or `@import "file.css" layer(name);` replaced by that file.
fn bundle(sheet: &Path) -> Result<String> {
    let text = fs::read_to_string(sheet).with_context(|| format!("could not read {}", sheet.display()))?;
    let mut bundled = String::new();
    for line in text.lines() {
        if let Some((file, layer)) = imported(line) {
            ensure!(!file.contains(':'), "{}: {file} is not a file of this project", sheet.display());
            let part = bundle(&sheet.with_file_name(file))?;
            match layer {
                Some(layer) => bundled.extend(["@layer ", layer, " {\n", &part, "}\n"]),
                None => bundled.push_str(&part),
            }
        } else {
            bundled.push_str(line);
            bundled.push('\n');
        }
    }
    Ok(bundled)
}

/// The file, and the layer if one is named, of an `@import` line.
fn imported(line: &str) -> Option<(&str, Option<&str>)> {
    let rest = line.trim().strip_prefix("@import")?.trim().strip_suffix(';')?;
    let rest = rest.strip_prefix("url(").map_or(rest, |inner| inner.trim_end_matches(')'));
    let (file, condition) = rest.strip_prefix('"')?.split_once('"')?;
    let layer = condition.trim().strip_prefix("layer(").and_then(|layer| layer.strip_suffix(')'));
    Some((file, layer))
}

/// Each file of a folder by its name, in the order of the names; folders and hidden files are left out.
///
/// # Errors
/// If a file cannot be read.
pub(crate) fn files_of(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut paths: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect(),
        Err(_) => Vec::new(),
    };
    paths.sort();
    let named = paths.iter().filter_map(|path| Some((path.file_name()?.to_str()?, path)));
    named
        .filter(|(name, _)| !name.starts_with('.'))
        .map(|(name, path)| Ok((name.to_owned(), fs::read(path)?)))
        .collect()
}

/// The size of these bytes after gzip, as the server sends them.
pub(crate) fn gzip_size(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let _ = encoder.write_all(bytes);
    encoder.finish().map_or(bytes.len(), |packed| packed.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_line_names_its_file_and_layer() {
        assert_eq!(imported(r#"@import "tokens.css";"#), Some(("tokens.css", None)));
        assert_eq!(imported(r#"  @import url("page.css");"#), Some(("page.css", None)));
        assert_eq!(imported(r#"@import "page.css" layer(pages);"#), Some(("page.css", Some("pages"))));
        assert_eq!(imported("body { color: red; }"), None);
    }

    #[test]
    fn bundling_replaces_imports_by_their_files_in_order() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.css"), "a{}\n").unwrap();
        fs::write(folder.path().join("b.css"), "b{}\n").unwrap();
        let main = folder.path().join("main.css");
        fs::write(&main, "@import \"a.css\";\n@import \"b.css\" layer(b);\nc{}\n").unwrap();
        assert_eq!(bundle(&main).unwrap(), "a{}\n@layer b {\nb{}\n}\nc{}\n");
    }
}
