//! Panics of code that is not ours, kept away from the import and from the log.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

static HOOK: Once = Once::new();

/// Runs the work; `None` if it panicked.
///
/// Hostile workbooks can make the reader of a dependency panic (an index out of bounds, a number that overflows):
/// that must refuse the file and not end the import, so the panic is caught here. Its message may quote the text of
/// a cell, so on this thread and for this time the panic hook says nothing.
pub(super) fn without_panic<T>(work: impl FnOnce() -> T) -> Option<T> {
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_QUIET.get() {
                usual(info);
            }
        }));
    });
    let _silence = Silence::begin();
    panic::catch_unwind(AssertUnwindSafe(work)).ok()
}

struct Silence {
    before: bool,
}

impl Silence {
    fn begin() -> Self {
        Self { before: IS_QUIET.replace(true) }
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        IS_QUIET.set(self.before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_and_the_thread_speaks_again_afterwards() {
        assert_eq!(without_panic(|| 1), Some(1));
        assert_eq!(without_panic(|| -> u8 { panic!("quoting a cell") }), None);
        assert!(!IS_QUIET.get());
    }
}
