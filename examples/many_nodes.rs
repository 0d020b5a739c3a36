//! Fifty nodes, ten thousand properties and a thousand bookings a minute against one MariaDB and Entrata's limits.
//!
//! `scripts/scale.sh` runs it with a database of its own; `docs/scaling.md` quotes its output.

#![allow(clippy::print_stdout, reason = "an example shows what it does")]

#[path = "many_nodes/figures.rs"]
mod figures;
#[path = "many_nodes/stage.rs"]
mod stage;

use entrata::portal::ErrorKind;
use entrata::portal::{DeliveryStatus, Portal};
use figures::{Figures, Outcome};
use stage::{Plan, Result, Stage};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let plan = Plan::from_environment();
    let stage = Arc::new(Stage::open(plan).await?);
    println!("| bookings | {plan} |");
    println!("| --- | ---: |");
    let before = stage.counted().await?;
    let began = Instant::now();
    let mut figures = run(&stage).await?;
    figures.took = began.elapsed();
    figures.statements = stage.counted().await? - before;
    for (what, value) in figures.lines() {
        println!("| {what} | {value} |");
    }
    let drained = drain(&stage).await?;
    println!("| seconds until no lead was left, workers at it | {:.0} |", drained.as_secs_f64());
    for (what, value) in stage.truth().await? {
        println!("| {what} | {value} |");
    }
    stage.close().await;
    Ok(())
}

/// Renters arrive at a steady rate, even if earlier ones still wait, each at the next node.
async fn run(stage: &Arc<Stage>) -> Result<Figures> {
    let plan = stage.plan;
    let mut running = JoinSet::new();
    let mut clock = tokio::time::interval(Duration::from_secs(60) / plan.bookings_a_minute);
    for number in 0..plan.bookings() {
        clock.tick().await;
        let stage = Arc::clone(stage);
        running.spawn(async move { renter(&stage, number).await });
    }
    let mut figures = Figures::default();
    while let Some(outcome) = running.join_next().await {
        figures.add(outcome.unwrap_or(Outcome::Lost("a task ended".to_owned())));
    }
    Ok(figures)
}

/// Looks at a house's tour times and books one of them.
async fn renter(stage: &Stage, number: u32) -> Outcome {
    let node = stage.node(number);
    let house = stage.house(number);
    let began = Instant::now();
    let times = match node.tour_availability(house, None, None).await {
        Ok(times) => times,
        Err(error) => return refused(&error),
    };
    let looked = began.elapsed();
    let slots: Vec<_> = times.tour_times.into_iter().flat_map(|day| day.slots).collect();
    let Some(slot) = slots.get(usize::try_from(number).unwrap_or(0) % slots.len().max(1)) else {
        return Outcome::Lost("no slot is free".to_owned());
    };
    let began = Instant::now();
    let viewing = match stage.viewing(number, house, slot.raw().date(), slot.raw().time()).await {
        Ok(viewing) => viewing,
        Err(error) => return Outcome::Lost(error.to_string()),
    };
    match node.send_lead_from_viewing(viewing).await {
        Ok(delivery) if delivery.status == DeliveryStatus::Confirmed => {
            Outcome::Confirmed { looked, booked: began.elapsed() }
        }
        Ok(_) => Outcome::Pending { looked, booked: began.elapsed() },
        Err(error) => refused(&error),
    }
}

fn refused(error: &entrata::portal::Error) -> Outcome {
    match error.kind() {
        ErrorKind::RateLimited => Outcome::Limited,
        ErrorKind::ToursNotSupported => Outcome::NoTours,
        ErrorKind::SlotUnavailable => Outcome::Taken,
        _ => Outcome::Lost(error.display_chain()),
    }
}

/// Workers deliver postponed leads as soon as Entrata allows.
async fn drain(stage: &Stage) -> Result<Duration> {
    let began = Instant::now();
    while stage.open_viewings().await? > 0 && began.elapsed() < Duration::from_secs(300) {
        let workers: Vec<_> = (0..4).map(|number| stage.node(number)).collect();
        let run = |node: Arc<Portal>| async move { node.run_jobs(20).await };
        futures_util::future::try_join_all(workers.into_iter().map(run)).await?;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    Ok(began.elapsed())
}
