//! Precision and recall of the search for gaps on generated series, a line each for `cargo xtask bench --gaps`:
//! what, series, rows, missing, told rightly, invented, precision and recall, with tabs between.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]
#![expect(clippy::expect_used, dead_code, reason = "the generator is that of the tests")]

use domain::gaps;

#[path = "../src/gaps/tests/generated.rs"]
mod generated;

fn main() {
    for line in generated::figures() {
        println!("{line}");
    }
}
