//! A slot as a person sees it: in the zone of their own clock.

use super::raw::RawSlot;
use super::slot::Slot;
use super::slot_text::SlotText;
use super::zone::{Period, TimeZone};
use arrayvec::ArrayString;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use serde::Serialize;

/// `2026-12-01T11:00:00-06:00`.
type Rfc3339 = ArrayString<25>;

/// `11:00 AM - 11:30 AM CST`. The longest one names two offsets: `10:00 AM UTC-03:00 - 10:30 AM UTC-02:00`.
type Label = ArrayString<40>;

/// A slot in the zone in which it is shown, beside what Entrata sent.
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShownSlot {
    raw: RawSlot,
    start: Rfc3339,
    end: Rfc3339,
    label: Label,
    #[serde(skip_serializing_if = "Option::is_none")]
    local_label: Option<Label>,
    #[serde(skip)]
    day: NaiveDate,
}

impl ShownSlot {
    /// What Entrata sent, byte for byte.
    #[must_use]
    pub fn raw(&self) -> &RawSlot {
        &self.raw
    }

    /// The start in RFC 3339, with the offset of the shown zone: `2026-12-01T11:00:00-06:00`.
    #[must_use]
    pub fn start(&self) -> &str {
        &self.start
    }

    /// The end in RFC 3339, with the offset of the shown zone.
    #[must_use]
    pub fn end(&self) -> &str {
        &self.end
    }

    /// The slot in the shown zone as people write it: `11:00 AM - 11:30 AM CST`. Where the clocks change in between, each end
    /// has its own word.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The slot in its own zone, if its clocks differ from those of the shown zone: `10:00 AM - 10:30 AM MST`.
    #[must_use]
    pub fn local_label(&self) -> Option<&str> {
        self.local_label.as_deref()
    }

    /// The day in the shown zone on which it starts.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.day
    }
}

impl From<SlotView<'_>> for ShownSlot {
    fn from(view: SlotView<'_>) -> Self {
        let SlotView { raw_date, raw_time, day, start, end, label, local_label } = view;
        Self {
            raw: RawSlot::new(raw_date, raw_time),
            start: text(start),
            end: text(end),
            label: text([label]),
            local_label: local_label.map(|label| text([label])),
            day,
        }
    }
}

impl Slot {
    /// The slot for a person whose clock shows the time of this zone.
    #[must_use]
    pub fn shown(&self, zone: TimeZone) -> ShownSlot {
        let shown = self.ends().map(|end| ShownEnd::new(end, zone.period_at(end.timestamp())));
        let times = ShownTimes::new(self.text(), self.ends(), shown);
        let [start, end] = shown.map(|end| end.local.date());
        ShownSlot {
            raw: self.raw().clone(),
            start: text([&date_text(start), &times.start]),
            end: text([&date_text(end), &times.end]),
            label: times.label,
            local_label: times.local_label,
            day: start,
        }
    }
}

/// The texts of a [`ShownSlot`], where they are. The start and the end are in two parts: a date, and a time with its offset.
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
    pub(super) local: NaiveDateTime,
    pub(super) period: &'static Period,
}

impl ShownEnd {
    pub(super) fn new(end: DateTime<FixedOffset>, period: &'static Period) -> Self {
        Self { local: end.naive_utc() + period.offset, period }
    }
}

/// The texts of a shown slot without its dates.
#[derive(Debug, Clone, Copy)]
pub(super) struct ShownTimes {
    /// `T11:00:00-06:00`.
    pub(super) start: ArrayString<15>,
    pub(super) end: ArrayString<15>,
    pub(super) label: Label,
    pub(super) local_label: Option<Label>,
}

impl ShownTimes {
    /// The texts of a slot that ends at `written` instants by its own text, and at `shown` ones in the shown zone.
    pub(super) fn new(slot: &SlotText, written: [DateTime<FixedOffset>; 2], shown: [ShownEnd; 2]) -> Self {
        let is_same_clock =
            |(written, shown): (&DateTime<FixedOffset>, &ShownEnd)| *written.offset() == shown.period.offset;
        let local_label =
            || {
                label([(written[0], slot.start.zone), (written[1], slot.end.zone)].map(|(end, zone)| {
                    LabelEnd { time: end.time(), offset: *end.offset(), word: zone.word_at(end.timestamp()) }
                }))
            };
        let differs = !written.iter().zip(&shown).all(is_same_clock);
        Self {
            start: time_text(shown[0]),
            end: time_text(shown[1]),
            label: label(shown.map(|end| LabelEnd {
                time: end.local.time(),
                offset: end.period.offset,
                word: end.period.abbreviation,
            })),
            local_label: differs.then(local_label),
        }
    }
}

/// `2026-12-01`.
pub(super) fn date_text(date: NaiveDate) -> ArrayString<10> {
    let year = date.year().unsigned_abs();
    let mut text = ArrayString::new();
    add_number(&mut text, year / 100);
    add_number(&mut text, year % 100);
    add(&mut text, "-");
    add_number(&mut text, date.month());
    add(&mut text, "-");
    add_number(&mut text, date.day());
    text
}

/// `T11:00:00-06:00`.
fn time_text(end: ShownEnd) -> ArrayString<15> {
    let time = end.local.time();
    let minutes = end.period.offset.local_minus_utc() / 60;
    let (sign, minutes) = (if minutes < 0 { "-" } else { "+" }, minutes.unsigned_abs());
    let mut text = ArrayString::new();
    add(&mut text, "T");
    add_number(&mut text, time.hour());
    add(&mut text, ":");
    add_number(&mut text, time.minute());
    add(&mut text, ":");
    add_number(&mut text, time.second());
    add(&mut text, sign);
    add_number(&mut text, minutes / 60);
    add(&mut text, ":");
    add_number(&mut text, minutes % 60);
    text
}

/// One end of a label.
#[derive(Clone, Copy)]
struct LabelEnd {
    time: NaiveTime,
    offset: FixedOffset,
    word: &'static str,
}

fn label([start, end]: [LabelEnd; 2]) -> Label {
    let mut text = Label::new();
    add_twelve_hours(&mut text, start.time);
    if (start.offset, start.word) != (end.offset, end.word) {
        add_zone(&mut text, start);
    }
    add(&mut text, " - ");
    add_twelve_hours(&mut text, end.time);
    add_zone(&mut text, end);
    text
}

/// `9:30 AM`.
fn add_twelve_hours(text: &mut Label, time: NaiveTime) {
    let (is_afternoon, hour) = time.hour12();
    if hour < 10 {
        add_digit(text, hour);
    } else {
        add_number(text, hour);
    }
    add(text, ":");
    add_number(text, time.minute());
    add(text, if is_afternoon { " PM" } else { " AM" });
}

/// `CST`, or `UTC-03:00` where people have no word for it.
fn add_zone(text: &mut Label, end: LabelEnd) {
    add(text, " ");
    match end.word {
        "" => add(text, &format!("UTC{}", end.offset)),
        word => add(text, word),
    }
}

/// Adds the two digits of a number below 100.
fn add_number<const CAPACITY: usize>(text: &mut ArrayString<CAPACITY>, number: u32) {
    add_digit(text, number / 10);
    add_digit(text, number % 10);
}

fn add_digit<const CAPACITY: usize>(text: &mut ArrayString<CAPACITY>, digit: u32) {
    let _ = text.try_push(char::from_digit(digit, 10).unwrap_or('0'));
}

fn add<const CAPACITY: usize>(text: &mut ArrayString<CAPACITY>, part: &str) {
    // The longest label fits: `every_zone_has_words_so_short_that_a_label_with_two_of_them_fits` holds it.
    let _ = text.try_push_str(part);
}

fn text<const CAPACITY: usize, const PARTS: usize>(parts: [&str; PARTS]) -> ArrayString<CAPACITY> {
    let mut text = ArrayString::new();
    for part in parts {
        add(&mut text, part);
    }
    text
}
