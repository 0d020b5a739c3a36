//! Tour slots: reading what Entrata writes, and showing it in a person's zone. Pure: no I/O, no JSON, no SQL.

/// How a slot's two times are sent back to Entrata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotForm {
    /// The two halves of the raw slot, untouched: `10:00 MST`, `10:30 MST`.
    Verbatim,
    /// The same wall clock as `HH:MM:SS`.
    Clock,
}
