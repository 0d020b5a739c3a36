//! Entrata slow, wrong, gone and limiting, while webhooks bring codes, properties are ingested and leads delivered.

use super::census;
use super::figures::Figures;
use super::flood::count;
use super::flood::{send, webhooks};
use super::proxy::{Proxy, Way};
use super::town::{Worker, hurry, made_up, settle, town};
use super::web::Web;
use crate::stage::{CID, PROPERTY, Stage};
use entrata::sandbox::{Faults, Rates};
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

const RENTERS: usize = 12;
const PROPERTIES: u64 = 10;
/// How long each phase lasts.
const SPELL: Duration = Duration::from_secs(4);

fn slow() -> Rates {
    Rates { delay_ms: 2_500, delay_rate: 0.5, ..Rates::default() }
}

fn wrong() -> Rates {
    Rates {
        error_rate: 0.2,
        html_rate: 0.2,
        cut_body_rate: 0.2,
        lose_reply_rate: 0.1,
        dirty_json_rate: 0.1,
        content_type_rate: 0.1,
        ..Rates::default()
    }
}

fn limiting() -> Rates {
    Rates { rate_limit_rate: 0.7, ..Rates::default() }
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_with_a_slow_entrata() {
    run_scenario("Entrata slow", slow(), &[Way::Open, Way::Silent, Way::Open]).await;
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_with_a_wrong_entrata() {
    run_scenario("Entrata wrong", wrong(), &[Way::Malformed, Way::Open, Way::Strange, Way::Open]).await;
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_with_entrata_gone() {
    run_scenario("Entrata gone", Rates::default(), &[Way::Gone, Way::Open, Way::Gone]).await;
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_with_a_limiting_entrata() {
    run_scenario("Entrata limiting", limiting(), &[Way::Open]).await;
}

async fn run_scenario(scenario: &'static str, rates: Rates, ways: &[Way]) {
    let mut figures = Figures::begin(scenario);
    let stage = town(usize::try_from(PROPERTIES).unwrap(), &[]).await;
    stage.activate(PROPERTY).await;
    let proxy = Proxy::before(stage.sandbox.url()).await;
    let through = [
        ("ENTRATA_API_URL", format!("{}/ext/orgs", proxy.url())),
        ("ENTRATA_OAUTH_URL", format!("{}/api/oauth", proxy.url())),
    ];
    let web = Web::start("weather", None, &stage.environment(&through)).await;
    let worker = Worker(stage.worker_with(&through));
    let house = stage.house(PROPERTY).await;
    let slots = stage.slots(house).await;
    let cookies = web.renters(&stage, RENTERS).await;
    stage.sandbox.faults(Faults { seed: 11, all: rates, ..Faults::default() }).unwrap();
    let (properties, progress) = (made_up(PROPERTIES), AtomicUsize::new(0));
    let webs = [&web];
    let over = SPELL * u32::try_from(ways.len()).unwrap();
    let flood = send(&webs, &properties, webhooks(100).min(100), 10, over, &progress);
    let bookings = async {
        for (cookie, slot) in cookies.iter().zip(&slots) {
            web.book(cookie, house.get(), slot).await;
        }
    };
    let codes = authentications(&stage, &web);
    let changes = async {
        for way in ways {
            proxy.be(*way);
            for _ in 0..8 {
                hurry(&stage).await;
                tokio::time::sleep(SPELL / 8).await;
            }
        }
        proxy.be(Way::Open);
    };
    let (sent, (), codes, ()) = tokio::join!(flood, bookings, codes, changes);
    // The worst is over; the rest must recover while Entrata stays like this for a while.
    settle_in(&stage, &rates_left()).await;
    drop(worker);
    count(&stage, &sent, &mut figures).await;
    figures.add(census::of_answers(&stage, &codes).await);
    figures.add(census::of_viewings(&stage).await);
    let refused = codes.iter().filter(|answer| answer.status != 200).count();
    figures.note =
        format!("{refused} of {} codes failed and said so, {} webhooks repeated", codes.len(), sent.repeated);
    figures.end();
}

fn rates_left() -> Rates {
    Rates { error_rate: 0.1, lose_reply_rate: 0.1, ..Rates::default() }
}

async fn settle_in(stage: &Stage, rates: &Rates) {
    stage.sandbox.faults(Faults { seed: 12, all: rates.clone(), ..Faults::default() }).unwrap();
    settle(stage, Duration::from_secs(120)).await;
    stage.sandbox.faults(Faults::default()).unwrap();
}

/// Sends codes meanwhile. A failure is reported, and its sender issues another code.
async fn authentications(stage: &Stage, web: &Web) -> Vec<super::web::Answer> {
    let mut answers = Vec::new();
    for _ in 0..6 {
        let code = stage.sandbox.auth_code(CID).unwrap();
        answers.extend(web.authenticate(CID, &code).await);
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    answers
}
