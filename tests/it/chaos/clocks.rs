//! Nodes with clocks that jump by hours, under libfaketime; the database's clock is right.

use super::census;
use super::figures::Figures;
use super::flood::{count, send, webhooks};
use super::town::{Worker, hurry, made_up, settle, town};
use super::web::Web;
use crate::stage::PROPERTY;
use std::path::Path;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

const RENTERS: usize = 12;
const LIBRARIES: [&str; 2] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
];
const JUMPS: [&str; 8] = ["+3h", "-2h", "+26h", "-5h", "+1h", "-26h", "+90s", "+0"];

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_with_clocks_that_jump() {
    let mut figures = Figures::begin("clocks that jump up to 26 hours");
    let Some(library) = LIBRARIES.into_iter().find(|library| Path::new(library).exists()) else {
        panic!("libfaketime is missing: scripts/setup.sh installs it");
    };
    let stage = town(10, &[]).await;
    stage.activate(PROPERTY).await;
    let house = stage.house(PROPERTY).await;
    let slots = stage.slots(house).await;
    let clock = std::env::temp_dir().join(format!("entrata-clock-{}", std::process::id()));
    std::fs::write(&clock, "+0").unwrap();
    let faked = [
        ("LD_PRELOAD", library.to_owned()),
        ("FAKETIME_TIMESTAMP_FILE", clock.display().to_string()),
        ("FAKETIME_NO_CACHE", "1".to_owned()),
        // Setting a real clock does not change the monotonic clock.
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ("DONT_FAKE_MONOTONIC", "1".to_owned()),
    ];
    // One node's clock jumps, the other's is right.
    // PHP binds an extension's symbols past LD_PRELOAD, unless the extension is preloaded too.
    let extension = std::env::var("EXTENSION").expect("`make chaos` names the extension");
    let mut in_fpm = faked[1..].to_vec();
    in_fpm.push(("FPM_PRELOAD", format!("{library}:{extension}")));
    let web = Web::start("clock", None, &stage.environment(&in_fpm)).await;
    let right = Web::start("right-clock", None, &stage.environment(&[])).await;
    let workers = [Worker(stage.worker_with(&faked)), Worker(stage.worker())];
    let cookies = web.renters(&stage, RENTERS).await;
    let (properties, progress) = (made_up(10), AtomicUsize::new(0));
    let webs = [&web, &right];
    let flood = send(&webs, &properties, webhooks(400).min(400), 10, Duration::from_secs(12), &progress);
    let bookings = async {
        for (cookie, slot) in cookies.iter().zip(&slots) {
            web.book(cookie, house.get(), slot).await;
            tokio::time::sleep(Duration::from_millis(800)).await;
        }
    };
    let jumps = async {
        for jump in JUMPS {
            std::fs::write(clock.with_extension("next"), jump).unwrap();
            std::fs::rename(clock.with_extension("next"), &clock).unwrap();
            for _ in 0..4 {
                hurry(&stage).await;
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
        }
    };
    let (sent, (), ()) = tokio::join!(flood, bookings, jumps);
    settle(&stage, Duration::from_secs(120)).await;
    drop(workers);
    count(&stage, &sent, &mut figures).await;
    figures.add(census::of_viewings(&stage).await);
    figures.note = format!("{} jumps of one of two nodes, {} webhooks repeated", JUMPS.len(), sent.repeated);
    let (spread,): (u64,) = stage
        .database
        .one("SELECT TIMESTAMPDIFF(HOUR, MIN(received_at), MAX(received_at)) FROM entrata_webhooks")
        .await;
    assert!(spread >= 40, "the webhooks' own times are {spread} hours apart: no clock has jumped");
    let _ = std::fs::remove_file(clock);
    figures.end();
}
