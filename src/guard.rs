//! Keeps a panic inside a library that reads or writes workbooks from ending the run.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook},
};

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// What `work` gives, or the words of its panic.
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let was_catching = CATCHING.replace(true);
    // Whatever `work` was building is lost with it, so nothing half-built can be seen afterwards.
    let result = catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(was_catching);
    result.map_err(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str);
        words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or_default().to_owned()
    })
}

/// Stops panics that are caught from printing a message; all others print as before. Call once, from `main`.
pub fn silence_caught_panics() {
    let before = take_hook();
    set_hook(Box::new(move |panic| {
        if !CATCHING.get() {
            before(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_and_the_next_read_works() {
        silence_caught_panics();
        assert_eq!(catch(|| -> u8 { panic!("a reader's own fault") }), Err("a reader's own fault".to_owned()));
        assert!(!CATCHING.get());
        assert_eq!(catch(|| 7), Ok(7));
    }
}
