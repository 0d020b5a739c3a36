//! Many concurrent webhooks, and the promises of their replies.

use super::census::{self, Promise};
use super::figures::Figures;
use super::town::{Worker, made_up, settle, town};
use super::web::{Answer, Web};
use crate::stage::{CID, Stage};
use futures_util::StreamExt;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const PROPERTIES: u64 = 40;

/// How many webhooks or bookings; a smaller number makes a quick run.
pub(crate) fn webhooks(whole: usize) -> usize {
    std::env::var("ENTRATA_CHAOS_WEBHOOKS").ok().and_then(|count| count.parse().ok()).unwrap_or(whole)
}

/// The results for a sender.
pub(crate) struct Sent {
    pub(crate) answers: Vec<Answer>,
    pub(crate) promised: BTreeMap<u64, Promise>,
    /// Webhooks that were repeated, because the first attempt had no success.
    pub(crate) repeated: usize,
}

/// Sends `count` webhooks over the properties, `at_once` of them; those about one property are sent one after the other, so
/// that the last one with a reply decides. They are spread over `over`, so that they overlap with the failure.
pub(crate) async fn send(
    webs: &[&Web],
    properties: &[u64],
    count: usize,
    at_once: usize,
    over: Duration,
    progress: &AtomicUsize,
) -> Sent {
    let each = count.div_ceil(properties.len());
    let pause = over / u32::try_from(each).unwrap();
    let of_property = |(number, property): (usize, u64)| async move {
        let mut answers = Vec::with_capacity(each);
        let (mut promise, mut repeated) = (Promise::Active, 0);
        for turn in 0..each {
            // Activated, suspended, given a feed type, in a different order for each property; the last is mostly an activation.
            let (request, promised) = match (turn + number) % 4 {
                0 => ("SUSPENDED", Some(Promise::Suspended)),
                1 => ("CHANGE_FEED_TYPE&feed_type=ILS", None),
                _ => ("ACTIVATION", Some(Promise::Active)),
            };
            let (request, promised) =
                if turn == 0 { ("ACTIVATION", Some(Promise::Active)) } else { (request, promised) };
            let web = webs[(turn + number) % webs.len()];
            let got = web.webhook(&format!("cid={CID}&property_id={property}&request_type={request}")).await;
            repeated += got.len() - 1;
            answers.extend(got);
            promise = promised.unwrap_or(promise);
            progress.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(pause).await;
        }
        (property, promise, repeated, answers)
    };
    let mut sent = Sent { answers: Vec::new(), promised: BTreeMap::new(), repeated: 0 };
    let mut running = futures_util::stream::iter(properties.iter().copied().enumerate().map(of_property))
        .buffer_unordered(at_once);
    while let Some((property, promise, repeated, answers)) = running.next().await {
        sent.promised.insert(property, promise);
        sent.repeated += repeated;
        sent.answers.extend(answers);
    }
    sent
}

/// Counts the outcomes.
pub(crate) async fn count(stage: &Stage, sent: &Sent, figures: &mut Figures) {
    figures.add(census::of_answers(stage, &sent.answers).await);
    figures.add(census::of_properties(stage, &sent.promised).await);
    figures.half_done.extend(census::of_leases(stage).await);
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_floods_the_pages_while_fpm_is_reloaded() {
    let count = webhooks(10_000);
    let mut figures = Figures::begin("webhooks at 32 at once, FPM reloaded in the middle");
    let stage = town(usize::try_from(PROPERTIES).unwrap(), &[]).await;
    let web = Web::start("flood", None, &stage.environment(&[])).await;
    let worker = Worker(stage.worker());
    let progress = AtomicUsize::new(0);
    let properties = made_up(PROPERTIES);
    let reloads = async {
        let mut reloads = 0;
        for part in 1..=3 {
            while progress.load(Ordering::Relaxed) < count * part / 4 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            web.reload();
            reloads += 1;
        }
        reloads
    };
    let began = Instant::now();
    let webs = [&web];
    let (sent, reloads) =
        tokio::join!(send(&webs, &properties, count, 32, Duration::ZERO, &progress), reloads);
    let seconds = began.elapsed().as_secs_f64();
    super::town::hurry(&stage).await;
    settle(&stage, Duration::from_secs(120)).await;
    drop(worker);
    self::count(&stage, &sent, &mut figures).await;
    figures.note = format!(
        "{reloads} reloads, {} repeated, {:.0} webhooks a second",
        sent.repeated,
        sent.answers.len() as f64 / seconds
    );
    figures.end();
}
