//! Two nodes on one database: two FPM pools, two workers.

use super::census;
use super::figures::Figures;
use super::flood::{count, send, webhooks};
use super::town::{Worker, made_up, renter, settle, town};
use super::web::Web;
use crate::stage::PROPERTY;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

const RENTERS: usize = 24;

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_on_two_nodes_books_every_viewing_once() {
    let mut figures = Figures::begin("two nodes, each booking sent to both at once");
    let stage = town(20, &[]).await;
    stage.activate(PROPERTY).await;
    let one = Web::start("node-one", None, &stage.environment(&[])).await;
    let other = Web::start("node-two", None, &stage.environment(&[])).await;
    let workers = [Worker(stage.worker()), Worker(stage.worker())];
    let house = stage.house(PROPERTY).await;
    let slots = stage.slots(house).await;
    let mut cookies = Vec::new();
    for number in 0..RENTERS {
        let email = format!("renter{number}@example.com");
        renter(&stage, &email).await;
        // Sessions are files of a node.
        cookies.push((one.sign_in(&email).await, other.sign_in(&email).await));
    }
    let (properties, progress) = (made_up(20), AtomicUsize::new(0));
    let webs = [&one, &other];
    let flood = send(&webs, &properties, webhooks(400).min(400), 20, Duration::ZERO, &progress);
    let bookings = async {
        let booking = |((here, there), slot): (&(String, String), _)| {
            let (here, there) = (here.clone(), there.clone());
            let (one, other) = (&one, &other);
            async move { tokio::join!(one.book(&here, house.get(), slot), other.book(&there, house.get(), slot)) }
        };
        futures_util::future::join_all(cookies.iter().zip(&slots).map(booking)).await
    };
    let (sent, booked) = tokio::join!(flood, bookings);
    let (viewings,): (usize,) = stage.database.one("SELECT COUNT(*) FROM viewings").await;
    assert_eq!(viewings, RENTERS, "the same booking at two nodes is one viewing: {booked:?}");
    settle(&stage, Duration::from_secs(120)).await;
    drop(workers);
    count(&stage, &sent, &mut figures).await;
    figures.add(census::of_viewings(&stage).await);
    figures.note = format!("{RENTERS} bookings at each node, {} webhooks repeated", sent.repeated);
    figures.end();
}
