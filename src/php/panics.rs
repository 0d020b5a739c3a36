//! Turns a panic into an exception without data in its text, and keeps it off standard error.

use crate::error::portal::{Error, ErrorKind};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook};
use std::sync::Once;

thread_local! {
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs `work`. A panic inside becomes an error that names only its location.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, Error> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| set_hook(Box::new(note_place)));
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        let place = PLACE.take();
        Error::new(
            ErrorKind::Internal,
            format!("internal error (panic at {place}); the extension is still usable"),
        )
    })
}

/// The location of a panic. Its message may quote a row or a request.
fn note_place(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map_or_else(String::new, |place| {
        let file = place.file().rsplit(['/', '\\']).next().unwrap_or_default();
        format!("{file}:{}", place.line())
    });
    PLACE.set(place);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_with_its_location_and_without_its_text() {
        let error = caught::<()>(|| panic!("row of planted-person")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Internal);
        assert!(error.to_string().contains("panics.rs:"), "{error}");
        assert!(!error.to_string().contains("planted"), "{error}");
        assert_eq!(caught(|| 7).unwrap(), 7);
    }
}
