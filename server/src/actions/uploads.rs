//! Spreadsheets at the desk.
