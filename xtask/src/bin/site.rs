//! The two steps of `cargo xtask build-site` that need large libraries:
//! `site css FILE OUT` minifies a style sheet, `site bindgen FILE FOLDER` makes the browser's side of a wasm file.

use std::env;
use std::fs;

use anyhow::{Result, anyhow, bail};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, StyleSheet};
use lightningcss::targets::{Browsers, Targets};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["css", from, to] => fs::write(to, minified(&fs::read_to_string(from)?)?)?,
        ["bindgen", from, folder] => bindgen(from, folder)?,
        _ => bail!("usage: site css FILE OUT | site bindgen FILE FOLDER"),
    }
    Ok(())
}

/// The same style sheet, small, and written so that browsers of the last four years understand it.
fn minified(css: &str) -> Result<String> {
    let targets = Targets::from(Browsers {
        chrome: Some(100 << 16),
        edge: Some(100 << 16),
        firefox: Some(100 << 16),
        safari: Some(15 << 16 | 4 << 8),
        ios_saf: Some(15 << 16 | 4 << 8),
        ..Browsers::default()
    });
    let mut sheet = StyleSheet::parse(css, ParserOptions::default()).map_err(|error| anyhow!("{error}"))?;
    sheet
        .minify(MinifyOptions { targets, ..MinifyOptions::default() })
        .map_err(|error| anyhow!("{error}"))?;
    let options = PrinterOptions { minify: true, targets, ..PrinterOptions::default() };
    Ok(sheet.to_css(options).map_err(|error| anyhow!("{error}"))?.code)
}

fn bindgen(from: &str, folder: &str) -> Result<()> {
    Bindgen::new()
        .input_path(from)
        .out_name("app")
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
}
