//! Workbooks of both formats, and which of their worksheets are read.

use std::fs::File;
use std::io::{BufReader, Seek};
use std::sync::{Arc, Mutex, PoisonError};

use calamine::{Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::biff::OldWorkbook;
use super::cell::CellValue;
use super::error::FileFault;
use super::names::harmless;
use super::parts::{PartPlan, Parts};
use super::sheet::Sheet;
use super::table::TableRows;
use super::{Format, Job, Limits, Packing, Rows, SheetChoice, SheetSummary, ole, package, quiet};

/// An open workbook.
pub(super) struct Book {
    kind: BookKind,
    /// Visible worksheets first, in their order, then hidden ones.
    sheets: Vec<SheetName>,
}

enum BookKind {
    Xlsx(Box<Xlsx<BufReader<File>>>),
    Xls(OldWorkbook),
}

#[derive(Clone)]
struct SheetName {
    name: String,
    is_visible: bool,
    /// Its place in the workbook.
    place: usize,
}

impl Book {
    pub(super) fn open_xlsx(mut file: File, job: &Job) -> Result<Self, FileFault> {
        package::check_workbook(&mut file, &job.limits)?;
        file.rewind()?;
        let opened = quiet::without_panic(|| Xlsx::new(BufReader::new(file)));
        let workbook = opened.ok_or_else(broken)?.map_err(fault)?;
        let names = workbook.sheets_metadata().iter().enumerate();
        let names = names.filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet).map(|(place, sheet)| {
            SheetName { name: sheet.name.clone(), is_visible: sheet.visible == SheetVisible::Visible, place }
        });
        let sheets = visible_first(names.collect());
        Ok(Self { kind: BookKind::Xlsx(Box::new(workbook)), sheets })
    }

    pub(super) fn open_xls(file: File, job: &Job) -> Result<Self, FileFault> {
        let stream = ole::workbook_stream(file, &job.limits)?;
        let workbook = OldWorkbook::open(stream, &job.limits)?;
        let names = workbook.sheets().enumerate().map(|(place, (name, is_visible))| SheetName {
            name: name.to_owned(),
            is_visible,
            place,
        });
        let sheets = visible_first(names.collect());
        Ok(Self { kind: BookKind::Xls(workbook), sheets })
    }

    /// The rows of the sheets that were chosen.
    pub(super) fn rows(mut self, job: &Job) -> Result<Box<dyn Rows>, FileFault> {
        match &job.options.sheet {
            SheetChoice::FirstWithData => {
                for sheet in self.sheets.clone() {
                    if let Some(read) = self.read(&sheet, &job.limits)? {
                        return Ok(Box::new(TableRows::open(read.into_records(), job)?));
                    }
                }
                Err(FileFault::NoData)
            }
            SheetChoice::Named(wanted) => {
                let named = self.sheets.iter().find(|sheet| sheet.name.trim() == wanted.trim()).cloned();
                let Some(sheet) = named else { return Err(self.no_such_sheet(wanted)) };
                let read = self.read(&sheet, &job.limits)?.ok_or(FileFault::NoData)?;
                Ok(Box::new(TableRows::open(read.into_records(), job)?))
            }
            SheetChoice::All => self.all_rows(job),
        }
    }

    /// What people see when they choose a sheet.
    pub(super) fn summaries(mut self, job: &Job) -> Result<Vec<SheetSummary>, FileFault> {
        let mut summaries = Vec::new();
        for sheet in self.sheets.clone() {
            let rows = self.read(&sheet, &job.limits)?.map_or(0, |read| read.row_count());
            summaries.push(SheetSummary { name: harmless(&sheet.name), rows, is_visible: sheet.is_visible });
        }
        Ok(summaries)
    }

    fn no_such_sheet(&self, wanted: &str) -> FileFault {
        let sheets = self.sheets.iter().map(|sheet| sheet.name.clone()).collect();
        FileFault::NoSuchSheet { name: harmless(wanted), sheets }
    }

    /// Reads each sheet for its headings, then, as they are asked for, once more for its rows: only one is in memory
    /// at a time.
    fn all_rows(mut self, job: &Job) -> Result<Box<dyn Rows>, FileFault> {
        let mut tables = Vec::new();
        let mut left_out = Vec::new();
        let format = self.format();
        for sheet in self.sheets.clone() {
            let Some(read) = self.read(&sheet, &job.limits)? else { continue };
            let row_count = read.row_count();
            match TableRows::open(read.into_records(), job) {
                Ok(table) => tables.push((sheet, row_count, table.headings().to_vec(), table.about())),
                Err(_) => left_out.push(harmless(&sheet.name)),
            }
        }
        let most = tables.iter().map(|(_, row_count, ..)| *row_count).max().ok_or(FileFault::NoData)?;
        let largest = tables.iter().find(|(_, row_count, ..)| *row_count == most);
        let headings = largest.map(|(_, _, headings, _)| headings.clone()).unwrap_or_default();
        let book = Arc::new(Mutex::new(self));
        let mut plans = Vec::new();
        for (sheet, _, its_headings, about) in tables {
            let Some(places) = super::parts::places(&headings, &its_headings) else {
                left_out.push(harmless(&sheet.name));
                continue;
            };
            let (book, job) = (Arc::clone(&book), job.clone());
            let open = move || -> Result<Box<dyn Rows>, FileFault> {
                let mut book = book.lock().unwrap_or_else(PoisonError::into_inner);
                let read = book.read(&sheet, &job.limits)?.ok_or(FileFault::NoData)?;
                Ok(Box::new(TableRows::open(read.into_records(), &job)?))
            };
            plans.push(PartPlan { parts: about.parts, places, open: Box::new(open) });
        }
        Ok(Box::new(Parts::new(headings, format, Packing::Plain, plans, left_out)))
    }

    fn format(&self) -> Format {
        match &self.kind {
            BookKind::Xlsx(_) => Format::Xlsx,
            BookKind::Xls(_) => Format::Xls,
        }
    }

    /// A sheet's cells, or `None` if none is filled.
    fn read(&mut self, sheet: &SheetName, limits: &Limits) -> Result<Option<Sheet>, FileFault> {
        let mut read = Sheet::new(&harmless(&sheet.name), self.format(), limits);
        match &mut self.kind {
            BookKind::Xls(workbook) => workbook.read(sheet.place, &mut read)?,
            BookKind::Xlsx(workbook) => {
                let done = quiet::without_panic(|| read_xlsx(workbook, &sheet.name, &mut read));
                match done.ok_or_else(broken)? {
                    Err(SheetError::Workbook(XlsxError::NotAWorksheet(_))) => return Ok(None),
                    Err(SheetError::Workbook(error)) => return Err(fault(error)),
                    Err(SheetError::Fault(fault)) => return Err(fault),
                    Ok(()) => {}
                }
            }
        }
        Ok((read.row_count() > 0).then_some(read))
    }
}

fn visible_first(sheets: Vec<SheetName>) -> Vec<SheetName> {
    let (visible, hidden): (Vec<_>, Vec<_>) = sheets.into_iter().partition(|sheet| sheet.is_visible);
    visible.into_iter().chain(hidden).collect()
}

enum SheetError {
    Workbook(XlsxError),
    Fault(FileFault),
}

fn read_xlsx(workbook: &mut Xlsx<BufReader<File>>, name: &str, sheet: &mut Sheet) -> Result<(), SheetError> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(SheetError::Workbook)?;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(SheetError::Workbook)? {
        let (row, column) = cell.pos;
        let value = CellValue::of_xlsx(&cell.value, cell.formula.as_ref());
        sheet.add(row, column as usize, &value).map_err(SheetError::Fault)?;
    }
    drop(cells);
    for merged in workbook.merge_cells_by_sheet_name(name).map_err(SheetError::Workbook)? {
        sheet.merge((merged.start.0, merged.end.0), (merged.start.1, merged.end.1));
    }
    Ok(())
}

fn broken() -> FileFault {
    FileFault::Damaged("内部结构异常".to_owned())
}

/// The words of the reader, but not those that quote a cell.
fn fault(error: XlsxError) -> FileFault {
    match error {
        XlsxError::Password => FileFault::Encrypted,
        XlsxError::Zip(_) | XlsxError::Io(_) | XlsxError::Xml(_) | XlsxError::XmlAttr(_) => {
            FileFault::Damaged("压缩或 XML 结构错误".to_owned())
        }
        XlsxError::FileNotFound(part) => FileFault::Damaged(format!("缺少 {}", harmless(&part))),
        XlsxError::XmlEof(element) => FileFault::Damaged(format!("{element} 没有结束")),
        _ => broken(),
    }
}
