//! Points at which a test ends the program, to see that whatever it leaves behind does no harm. In a release build
//! there are none.

/// A step of a run is behind us, the next one has not begun. `what` names the place.
#[cfg(not(debug_assertions))]
#[inline(always)]
pub fn pass(_what: &str) {}

#[cfg(debug_assertions)]
pub use testing::{pass, stop_at};

#[cfg(debug_assertions)]
mod testing {
    use std::{
        fs,
        path::PathBuf,
        sync::{
            OnceLock,
            atomic::{AtomicU64, Ordering},
        },
        thread,
        time::Duration,
    };

    static PASSED: AtomicU64 = AtomicU64::new(0);
    static STOP: OnceLock<(u64, PathBuf)> = OnceLock::new();

    /// Waits for ever at the point of this number, counted from 1, after writing its name to the file `sign`: whoever
    /// set it sees the file and kills the program.
    pub fn stop_at(number: u64, sign: PathBuf) {
        let _ = STOP.set((number, sign));
    }

    /// A step of a run is behind us, the next one has not begun. `what` names the place.
    pub fn pass(what: &str) {
        let Some((stop, sign)) = STOP.get() else { return };
        if PASSED.fetch_add(1, Ordering::SeqCst) + 1 == *stop {
            // Without its sign the program runs on, and the test sees a run that ended.
            if fs::write(sign, what).is_ok() {
                loop {
                    thread::sleep(Duration::from_secs(60));
                }
            }
        }
    }
}
