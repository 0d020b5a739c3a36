//! A slot in the shown zone.

use super::instant::ZonedInstant;
use super::raw::RawSlot;
use super::slot::Slot;
use super::slot_text::SlotText;
use super::zone::{Period, TimeZone};
use arrayvec::{ArrayString, ArrayVec};
use chrono::{Datelike, NaiveDate};
use serde::ser::{Serialize, SerializeStruct, Serializer};

/// A slot in the shown zone, together with Entrata's text.
///
/// ```
/// use entrata::tour::Slot;
///
/// let shown = Slot::parse("2026-12-01", "10:00 MST - 10:30 MST")?.shown("America/Chicago".parse()?);
/// assert_eq!(shown.start(), "2026-12-01T11:00:00-06:00");
/// assert_eq!(shown.label(), "11:00 AM - 11:30 AM CST");
/// assert_eq!(shown.local_label(), Some("10:00 AM - 10:30 AM MST"));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownSlot {
    raw: RawSlot,
    day: NaiveDate,
    /// The start, the end, the label and the local label, concatenated in one allocation.
    texts: ArrayString<{ 2 * STAMP + 2 * LABEL }>,
    label_length: usize,
}

/// The length of `2026-12-01T11:00:00-06:00`.
const STAMP: usize = 25;

/// The length of `T11:00:00-06:00`.
const TIME: usize = 15;

/// The length of the longest label: `10:00 AM UTC-03:00 - 10:30 AM UTC-02:00`.
const LABEL: usize = 39;

impl ShownSlot {
    /// What Entrata sent, byte for byte.
    #[must_use]
    pub fn raw(&self) -> &RawSlot {
        &self.raw
    }

    /// The day in the shown zone on which it starts.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.day
    }

    /// The start in RFC 3339, with the offset of the shown zone: `2026-12-01T11:00:00-06:00`.
    #[must_use]
    pub fn start(&self) -> &str {
        self.texts.get(..STAMP).unwrap_or_default()
    }

    /// The end in RFC 3339, with the offset of the shown zone.
    #[must_use]
    pub fn end(&self) -> &str {
        self.texts.get(STAMP..2 * STAMP).unwrap_or_default()
    }

    /// The slot in the shown zone as people write it: `11:00 AM - 11:30 AM CST`. If the clocks change in between, each end has its
    /// own abbreviation.
    #[must_use]
    pub fn label(&self) -> &str {
        self.texts.get(2 * STAMP..2 * STAMP + self.label_length).unwrap_or_default()
    }

    /// The slot in its own zone, if its offsets differ from those of the shown zone: `10:00 AM - 10:30 AM MST`.
    #[must_use]
    pub fn local_label(&self) -> Option<&str> {
        Some(self.texts.get(2 * STAMP + self.label_length..).unwrap_or_default())
            .filter(|label| !label.is_empty())
    }
}

impl Serialize for ShownSlot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let length = 4 + usize::from(self.local_label().is_some());
        let mut fields = serializer.serialize_struct("ShownSlot", length)?;
        fields.serialize_field("raw", &self.raw)?;
        fields.serialize_field("start", self.start())?;
        fields.serialize_field("end", self.end())?;
        fields.serialize_field("label", self.label())?;
        match self.local_label() {
            Some(label) => fields.serialize_field("localLabel", label)?,
            None => fields.skip_field("localLabel")?,
        }
        fields.end()
    }
}

impl From<SlotView<'_>> for ShownSlot {
    fn from(view: SlotView<'_>) -> Self {
        let SlotView { raw_date, raw_time, day, start, end, label, local_label } = view;
        Self::new(RawSlot::new(raw_date, raw_time), day, [start, end], label, local_label.unwrap_or_default())
    }
}

impl ShownSlot {
    fn new(
        raw: RawSlot,
        day: NaiveDate,
        [start, end]: [[&str; 2]; 2],
        label: &str,
        local_label: &str,
    ) -> Self {
        let mut texts = ArrayString::new();
        for part in [start[0], start[1], end[0], end[1], label, local_label] {
            // All of them fit: a date has four digits for its year.
            let _ = texts.try_push_str(part);
        }
        Self { raw, day, texts, label_length: label.len() }
    }
}

impl Slot {
    /// Returns the slot in the zone in which it is shown.
    #[must_use]
    pub fn shown(&self, zone: TimeZone) -> ShownSlot {
        let ends = self.ends();
        let shown = ends.map(|end| ShownEnd::new(end.unix, zone.period_at(end.unix)));
        let times = ShownTimes::new(self.text(), ends, shown);
        let start = ShownDay::new(shown[0].instant);
        let end = start.turned_to(shown[1].instant);
        let stamps = [[&start.text, times.start()], [&end.text, times.end()]];
        ShownSlot::new(self.raw().clone(), start.date, stamps, times.label(), times.local_label())
    }
}

/// A borrowed [`ShownSlot`]. Its start and its end are in two parts: a date, and a time with its offset.
pub(crate) struct SlotView<'a> {
    pub(crate) raw_date: &'a str,
    pub(crate) raw_time: &'a str,
    pub(crate) day: NaiveDate,
    pub(crate) start: [&'a str; 2],
    pub(crate) end: [&'a str; 2],
    pub(crate) label: &'a str,
    pub(crate) local_label: Option<&'a str>,
}

/// One end of a slot in the shown zone.
#[derive(Clone, Copy)]
pub(super) struct ShownEnd {
    pub(super) instant: ZonedInstant,
    pub(super) period: &'static Period,
}

impl ShownEnd {
    pub(super) fn new(unix: i64, period: &'static Period) -> Self {
        Self { instant: ZonedInstant { unix, offset: period.offset }, period }
    }
}

/// The texts of a shown slot without its dates, concatenated.
#[derive(Debug, Clone)]
pub(super) struct ShownTimes {
    texts: ArrayString<{ 2 * TIME + 2 * LABEL }>,
    label_length: usize,
}

impl ShownTimes {
    /// Writes the texts of a slot, whose ends are `written` with its own offsets and `shown` with those of the shown zone.
    pub(super) fn new(slot: &SlotText, written: [ZonedInstant; 2], shown: [ShownEnd; 2]) -> Self {
        let mut bytes = Bytes::new();
        for end in shown {
            add_time(&mut bytes, end.instant);
        }
        add_label(&mut bytes, shown.map(|end| (end.instant, end.period.abbreviation)));
        let label_length = bytes.len() - 2 * TIME;
        if written.map(|end| end.offset) != shown.map(|end| end.period.offset) {
            let [start, end] = written;
            let words =
                [slot.start.zone.abbreviation_at(start.unix), slot.end.zone.abbreviation_at(end.unix)];
            add_label(&mut bytes, [(start, words[0]), (end, words[1])]);
        }
        let texts = std::str::from_utf8(&bytes).ok().and_then(|text| ArrayString::from(text).ok());
        Self { texts: texts.unwrap_or_default(), label_length }
    }

    /// `T11:00:00-06:00`.
    pub(super) fn start(&self) -> &str {
        self.texts.get(..TIME).unwrap_or_default()
    }

    pub(super) fn end(&self) -> &str {
        self.texts.get(TIME..2 * TIME).unwrap_or_default()
    }

    pub(super) fn label(&self) -> &str {
        self.texts.get(2 * TIME..2 * TIME + self.label_length).unwrap_or_default()
    }

    /// Empty if the slot's offsets are those of the shown zone.
    pub(super) fn local_label(&self) -> &str {
        self.texts.get(2 * TIME + self.label_length..).unwrap_or_default()
    }
}

type Bytes = ArrayVec<u8, { 2 * TIME + 2 * LABEL }>;

/// A day in the shown zone, and its text.
#[derive(Clone, Copy)]
pub(super) struct ShownDay {
    number: i64,
    pub(super) date: NaiveDate,
    /// `2026-12-01`.
    pub(super) text: ArrayString<10>,
}

impl ShownDay {
    pub(super) fn new(instant: ZonedInstant) -> Self {
        let date = instant.date();
        Self { number: instant.day_number(), date, text: date_text(date) }
    }

    /// The day of another instant, usually the same one. That saves a fifth of showing a response of 1,200 slots.
    pub(super) fn turned_to(self, instant: ZonedInstant) -> Self {
        if instant.day_number() == self.number { self } else { Self::new(instant) }
    }
}

/// `2026-12-01`.
fn date_text(date: NaiveDate) -> ArrayString<10> {
    let year = date.year().unsigned_abs();
    let ([c1, c2], [y1, y2]) = (digits(year / 100), digits(year));
    let ([m1, m2], [d1, d2]) = (digits(date.month()), digits(date.day()));
    let text = [c1, c2, y1, y2, b'-', m1, m2, b'-', d1, d2];
    ArrayString::from_byte_string(&text).unwrap_or_default()
}

/// `T11:00:00-06:00`.
fn add_time(bytes: &mut Bytes, end: ZonedInstant) {
    let second = end.second_of_day();
    let offset = end.offset.local_minus_utc() / 60;
    let sign = if offset < 0 { b'-' } else { b'+' };
    let offset = offset.unsigned_abs();
    let ([h1, h2], [m1, m2]) = (digits(second / 3600), digits(second / 60 % 60));
    let ([s1, s2], [o1, o2], [p1, p2]) = (digits(second % 60), digits(offset / 60), digits(offset % 60));
    add(bytes, &[b'T', h1, h2, b':', m1, m2, b':', s1, s2, sign, o1, o2, b':', p1, p2]);
}

/// A label of two ends, each with the abbreviation of its zone.
fn add_label(bytes: &mut Bytes, [start, end]: [(ZonedInstant, &str); 2]) {
    add_twelve_hours(bytes, start.0);
    if (start.0.offset, start.1) != (end.0.offset, end.1) {
        add_zone(bytes, start);
    }
    add(bytes, b" - ");
    add_twelve_hours(bytes, end.0);
    add_zone(bytes, end);
}

/// `9:30 AM`.
fn add_twelve_hours(bytes: &mut Bytes, end: ZonedInstant) {
    let second = end.second_of_day();
    let hour = second / 3600;
    let ([h1, h2], [m1, m2]) = (digits((hour + 11) % 12 + 1), digits(second / 60 % 60));
    if h1 != b'0' {
        add(bytes, &[h1]);
    }
    add(bytes, &[h2, b':', m1, m2, b' ', if hour < 12 { b'A' } else { b'P' }, b'M']);
}

/// `CST`, or `UTC-03:00` for a zone without an abbreviation.
fn add_zone(bytes: &mut Bytes, (end, word): (ZonedInstant, &str)) {
    add(bytes, b" ");
    match word {
        "" => add(bytes, format!("UTC{}", end.offset).as_bytes()),
        word => add(bytes, word.as_bytes()),
    }
}

/// The last two digits of a number.
fn digits(number: u32) -> [u8; 2] {
    [number / 10 % 10, number % 10].map(|digit| b'0' + u8::try_from(digit).unwrap_or(0))
}

fn add(bytes: &mut Bytes, part: &[u8]) {
    // The longest label fits: see `a_label_with_two_abbreviations_of_any_zone_fits`.
    let _ = bytes.try_extend_from_slice(part);
}
