//! Reads the prices of 100 to 10,000 units: time must grow linearly.

#![allow(missing_docs, clippy::expect_used, reason = "a benchmark, not a door")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use entrata::api::Method as _;
use entrata::api::units::GetUnitsAvailabilityAndPricing;
use entrata::api::wire::RawResult;
use serde_json::{Map, Value, json};

/// As Entrata writes it: units keyed by their ids, numbers as text, and ten units to a floor plan.
fn answer(units: u32) -> String {
    let unit = |n: u32| {
        let (rent, plan) = (1_200 + n % 900, 5_001 + n / 10);
        json!({
            "@attributes": {
                "Id": (700_000 + n).to_string(), "PropertyUnitId": (500_000 + n).to_string(),
                "PropertyId": "739076", "FloorplanId": plan.to_string(), "FloorPlanName": format!("Plan {plan}"),
                "UnitNumber": format!("{}-{:03}", n / 100, n % 100), "BuildingName": "North", "FloorNumber": "2",
                "Availability": if n.is_multiple_of(5) { "Available" } else { "Not Available" },
                "AvailableOn": "12/01/2026", "Area": "850 SquareFeet",
            },
            "Rent": {
                "@attributes": { "MinRent": format!("${rent}.00"), "MaxRent": format!("${}.00", rent + 150) },
                "TermRent": [{ "@attributes": {
                    "LeaseTerm": "12 Months", "Rent": format!("{rent}.00"), "StartDate": "12/01/2026",
                    "EndDate": "11/30/2027", "IsBestPrice": "true",
                } }],
            },
            "Deposit": { "@attributes": { "MinDeposit": "300.00", "MaxDeposit": "300.00" } },
        })
    };
    let units: Map<String, Value> = (0..units).map(|n| ((500_000 + n).to_string(), unit(n))).collect();
    json!({ "ILS_Units": { "Unit": units } }).to_string()
}

fn units(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read units");
    for count in [100, 1_000, 10_000] {
        let answer = answer(count);
        let read = || GetUnitsAvailabilityAndPricing::read(RawResult::new(&answer)).expect("an answer");
        assert_eq!(read().units.len(), usize::try_from(count).expect("a count"));
        group.throughput(Throughput::Elements(u64::from(count)));
        group.bench_with_input(BenchmarkId::from_parameter(count), &count, |bench, _| bench.iter(read));
    }
    group.finish();
}

criterion_group!(benches, units);
criterion_main!(benches);
