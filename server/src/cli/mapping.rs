//! `chengxin mapping`: drafts and explains mapping files. Touches no data base.

use std::path::PathBuf;

use clap::Subcommand;

use super::{DONE, DONE_WITH_FAULTS, print};
use crate::ingest::{self, HeadingChoice, Limits, Options, SheetChoice};
use crate::mapping::{self, Mapping};

#[derive(Debug, clap::Args)]
pub(super) struct MappingCommand {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Drafts a mapping file from the headings and values of a data file. What is only likely needs to be confirmed.
    Suggest {
        /// The data: CSV, JSON lines or a workbook, known by its content.
        file: PathBuf,
        /// What the data holds: entities, authorities, licences, penalties, endings, or a code of the catalogue.
        #[arg(long, env = "CHENGXIN_KIND", value_parser = kind)]
        kind: Option<String>,
        /// The worksheet, by its name.
        #[arg(long, env = "CHENGXIN_SHEET")]
        sheet: Option<String>,
        /// The row in which the headings begin, from 1.
        #[arg(long, env = "CHENGXIN_HEADING_ROW")]
        heading_row: Option<u64>,
    },
    /// Explains in Chinese what a mapping file does; with data, what becomes of its first rows.
    Check {
        /// The mapping file.
        mapping: PathBuf,
        /// The data.
        file: Option<PathBuf>,
    },
}

fn kind(text: &str) -> Result<String, String> {
    if Mapping::knows_kind(text) { Ok(text.to_owned()) } else { Err("没有这种数据".to_owned()) }
}

pub(super) fn run(request: MappingCommand) -> anyhow::Result<u8> {
    match request.command {
        Command::Suggest { file, kind, sheet, heading_row } => {
            let options = Options {
                sheet: sheet.map_or(SheetChoice::FirstWithData, SheetChoice::Named),
                heading: heading_row.map_or(HeadingChoice::Detect, HeadingChoice::Row),
            };
            let mut source = ingest::open_with(&file, &Limits::default(), &options)?;
            let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            print(mapping::suggest(&name, source.as_mut(), kind.as_deref())?.trim_end());
            Ok(DONE)
        }
        Command::Check { mapping: path, file } => {
            let mapping = Mapping::read(&path)?;
            print(mapping::explain(&mapping).trim_end());
            if let Some(file) = file {
                let source = ingest::open_with(&file, &Limits::default(), mapping.options())?;
                print(mapping::explain_data(&mapping, source)?.trim_end());
            }
            Ok(if mapping.unconfirmed().is_empty() { DONE } else { DONE_WITH_FAULTS })
        }
    }
}
