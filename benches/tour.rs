//! Parses and shows the tour times of a busy property: 30 days with 40 slots each.

#![allow(missing_docs, clippy::expect_used, reason = "a benchmark")]

use chrono::{DateTime, Days, NaiveDate, Utc};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use entrata::tour::{Availability, Slot, Window};
use std::hint::black_box;

fn answer() -> Vec<(String, Vec<String>)> {
    let first = NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day");
    let clock = |minute: u32| format!("{:02}:{:02} MST", minute / 60, minute % 60);
    let slots = |_| (0..40).map(|n| format!("{} - {}", clock(480 + n * 15), clock(510 + n * 15))).collect();
    (0..30).map(|n| ((first + Days::new(n)).to_string(), slots(n))).collect()
}

fn tour_times(criterion: &mut Criterion) {
    let answer = answer();
    let now: DateTime<Utc> = "2026-11-24T12:00:00Z".parse().expect("an instant");
    let chicago = "America/Chicago".parse().expect("a zone");
    let window =
        Window { from: "2026-11-24".parse().expect("a day"), to: "2026-12-31".parse().expect("a day") };
    criterion.bench_function("read 1200 slots", |bench| {
        bench.iter_batched(|| answer.clone(), Availability::parse, BatchSize::LargeInput);
    });
    criterion.bench_function("read and show 1200 slots", |bench| {
        bench.iter_batched(
            || answer.clone(),
            |answer| Availability::parse(answer).schedule(chicago, now, window),
            BatchSize::LargeInput,
        );
    });
    criterion.bench_function("read and show one slot", |bench| {
        bench.iter(|| {
            Slot::parse("2026-12-01", black_box("10:00 MST - 10:30 MST")).map(|slot| slot.shown(chicago))
        });
    });
}

criterion_group!(benches, tour_times);
criterion_main!(benches);
