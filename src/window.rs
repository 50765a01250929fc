//! Was the program started by a double-click, so that its window closes when it ends?

/// On Windows, when the Explorer started it: by a double-click, or by something dropped on it. Elsewhere a
/// double-click goes through a `.command` file, which waits by itself.
pub fn closes_at_the_end() -> bool {
    #[cfg(windows)]
    return mousetrap::started_by_explorer();
    #[cfg(not(windows))]
    false
}
