//! The style sheet and the islands, read once at start.

use std::collections::HashMap;
use std::path::Path;

use crate::secrets::checksum;

/// Files by name.
#[derive(Debug, Default)]
pub struct Assets {
    files: HashMap<String, Vec<u8>>,
    /// Changes whenever a file does.
    pub version: String,
    /// Address of the style sheet.
    pub stylesheet: String,
    /// The version, if the wasm islands are there.
    pub islands: Option<String>,
}

impl Assets {
    /// Reads the folder; an absent one gives a site without style and islands.
    pub fn load(folder: &Path) -> std::io::Result<Self> {
        let mut files = HashMap::new();
        if folder.is_dir() {
            for entry in std::fs::read_dir(folder)? {
                let entry = entry?;
                if entry.file_type()?.is_file() {
                    let name = entry.file_name().to_string_lossy().into_owned();
                    files.insert(name, std::fs::read(entry.path())?);
                }
            }
        }
        let mut names: Vec<&String> = files.keys().collect();
        names.sort_unstable();
        let sums: Vec<String> =
            names.iter().map(|name| format!("{name}={}", checksum(&files[*name]))).collect();
        let version = checksum(sums.join(";").as_bytes())[..12].to_owned();
        let has_islands =
            ["app.js", "app_bg.wasm", "islands.js"].iter().all(|name| files.contains_key(*name));
        Ok(Self {
            stylesheet: format!("/assets/chengxin.css?v={version}"),
            islands: has_islands.then(|| version.clone()),
            files,
            version,
        })
    }

    /// The content of a file.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }
}
