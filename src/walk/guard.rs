//! A panic over one file must not end the run: it is caught, and its words are kept for the report.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static WORDS: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Does the work; when it panics, says what the panic said and where.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| if GUARDED.get() { remember(panic) } else { usual(panic) }));
    });
    GUARDED.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(false);
    result.map_err(|_| WORDS.take().unwrap_or_else(|| "no words".to_owned()))
}

fn remember(panic: &PanicHookInfo<'_>) {
    let words = panic.payload_as_str().unwrap_or("no words");
    let place = panic.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
    WORDS.set(Some(format!("{words}{place}")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_words() {
        assert_eq!(guarded(|| 7), Ok(7));
        let words = guarded(|| [1, 2][std::hint::black_box(5)]).unwrap_err();
        assert!(words.starts_with("index out of bounds") && words.contains("guard.rs:"), "{words}");
    }
}
