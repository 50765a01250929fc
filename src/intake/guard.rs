//! Keeps a panic inside a vendor's reader from ending the run.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook},
};

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// What `read` gives, or `None` if it panicked.
pub(super) fn catch<T>(read: impl FnOnce() -> T) -> Option<T> {
    let was_catching = CATCHING.replace(true);
    // Whatever `read` was building is lost with it, so nothing half-built can be seen afterwards.
    let result = catch_unwind(AssertUnwindSafe(read)).ok();
    CATCHING.set(was_catching);
    result
}

/// Stops panics that the intake catches from printing a message; all others print as before. Call once, from `main`.
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
        assert_eq!(catch(|| -> u8 { panic!("a reader's own fault") }), None);
        assert!(!CATCHING.get());
        assert_eq!(catch(|| 7), Some(7));
    }
}
