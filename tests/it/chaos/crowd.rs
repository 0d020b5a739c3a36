//! Renters who sign in, look at tour times and book, at the pages of several nodes; and what they saw.

use super::census;
use super::figures::Figures;
use super::storm::weather;
use super::town::{Worker, hurry, made_up, renter, settle, town};
use super::web::Web;
use crate::stage::Stage;
use futures_util::StreamExt;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const PROPERTIES: u64 = 3;
/// Bookings of one renter.
const EACH: usize = 4;
const AT_ONCE: usize = 16;
const PAUSE: Duration = Duration::from_millis(300);
/// How long a renter repeats what was not answered.
const PATIENCE: Duration = Duration::from_secs(120);

/// Several nodes on one stage, each with its pages and a worker.
pub(crate) struct Crowd {
    pub(crate) stage: Stage,
    pub(crate) webs: Vec<Web>,
    workers: Vec<Worker>,
    slots: Vec<(u64, (String, String))>,
    errors: RefCell<BTreeMap<(&'static str, u16), usize>>,
    slowest: RefCell<Duration>,
}

impl Crowd {
    /// `url` gives the database's URL as a node has it, for the name of the database.
    pub(crate) async fn at(nodes: usize, url: impl Fn(usize, &str) -> String) -> Self {
        let stage = town(usize::try_from(PROPERTIES).unwrap(), &[]).await;
        let mut slots = Vec::new();
        for property in made_up(PROPERTIES) {
            stage.activate(property).await;
            let house = stage.house(property).await;
            slots.push(
                stage.slots(house).await.into_iter().map(|slot| (house.get(), slot)).collect::<Vec<_>>(),
            );
        }
        let longest = slots.iter().map(Vec::len).max().unwrap();
        let slots =
            (0..longest).flat_map(|at| slots.iter().filter_map(move |of| of.get(at).cloned())).collect();
        let (mut webs, mut workers) = (Vec::new(), Vec::new());
        for node in 1..=nodes {
            let name = format!("node-{node}");
            let log = super::web::folder(&name).with_extension("log");
            let changes = [
                ("ENTRATA_DATABASE_URL", url(node, &stage.database.name)),
                ("ENTRATA_LOG", "warn".to_owned()),
                ("ENTRATA_LOG_FILE", log.display().to_string()),
            ];
            webs.push(Web::start(&name, None, &stage.environment(&changes)).await);
            workers.push(Worker(stage.worker_with(&changes)));
        }
        stage.sandbox.faults(weather()).unwrap();
        Self { stage, webs, workers, slots, errors: RefCell::default(), slowest: RefCell::default() }
    }

    /// Lets all of them book while `trouble` does what it does, and counts at Entrata.
    pub(crate) async fn live(
        self,
        bookings: usize,
        trouble: impl Future<Output = String>,
        mut figures: Figures,
    ) {
        assert!(self.slots.len() >= bookings, "the sandbox has {} slots only", self.slots.len());
        for number in 0..bookings.div_ceil(EACH) {
            renter(&self.stage, &email(number)).await;
        }
        let renters: Vec<_> = self.slots.iter().take(bookings).collect();
        let all = futures_util::stream::iter(renters.chunks(EACH).enumerate())
            .map(|(number, wanted)| self.one(number, wanted))
            .buffer_unordered(AT_ONCE)
            .count();
        let (_, note) = tokio::join!(all, trouble);
        hurry(&self.stage).await;
        settle(&self.stage, Duration::from_secs(300)).await;
        drop(self.workers);
        figures.add(census::of_viewings(&self.stage).await);
        let (viewings,): (usize,) = self.stage.database.one("SELECT COUNT(*) FROM viewings").await;
        figures.lost += bookings.saturating_sub(viewings);
        figures.doubled += viewings.saturating_sub(bookings);
        figures.half_done.extend(census::of_leases(&self.stage).await);
        let errors = self.errors.borrow();
        let errors: Vec<_> =
            errors.iter().map(|((what, status), count)| format!("{what} {status}: {count}")).collect();
        let errors = if errors.is_empty() { "no error".to_owned() } else { errors.join(", ") };
        figures.note =
            format!("{note}; callers saw {errors}; slowest {:.1} s", self.slowest.borrow().as_secs_f64());
        figures.end();
    }

    /// One renter, at a node of its own; after an error at the next one. Every fourth booking goes to two nodes at once.
    async fn one(&self, number: usize, wanted: &[&(u64, (String, String))]) {
        let nodes = self.webs.len();
        let mut cookies = vec![None; nodes];
        for (turn, (house, slot)) in wanted.iter().enumerate() {
            let began = Instant::now();
            for attempt in number.. {
                assert!(began.elapsed() < PATIENCE, "renter {number} could not book");
                let (here, there) = (attempt % nodes, (attempt + 1) % nodes);
                if !self.signed_in(number, here, &mut cookies).await {
                    continue;
                }
                let cookie = cookies[here].clone().unwrap();
                let tours = self.timed(self.webs[here].tours(&cookie, *house)).await;
                self.note("tours", tours);
                let twice = (number + turn).is_multiple_of(4) && attempt == number && nodes > 1;
                let booked = if twice && self.signed_in(number, there, &mut cookies).await {
                    let other = cookies[there].clone().unwrap();
                    let (one, two) = tokio::join!(
                        self.timed(self.webs[here].book(&cookie, *house, slot)),
                        self.webs[there].book(&other, *house, slot)
                    );
                    self.note("book", two.as_ref().map(|(status, _)| *status));
                    one
                } else {
                    self.timed(self.webs[here].book(&cookie, *house, slot)).await
                };
                let status = booked.as_ref().map(|(status, _)| *status);
                self.note("book", status);
                match status {
                    Some(201 | 202) => break,
                    // The password hash was replaced by a sign-in at another node, which ends the session.
                    Some(401) => cookies[here] = None,
                    Some(status) if status < 429 => panic!("renter {number}: {booked:?}"),
                    _ => tokio::time::sleep(PAUSE).await,
                }
            }
        }
    }

    async fn signed_in(&self, number: usize, node: usize, cookies: &mut [Option<String>]) -> bool {
        if cookies[node].is_none() {
            match self.timed(self.webs[node].try_sign_in(&email(number))).await {
                Ok(cookie) => cookies[node] = Some(cookie),
                Err(status) => {
                    self.note("sign-in", status);
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
        cookies[node].is_some()
    }

    async fn timed<T>(&self, asked: impl Future<Output = T>) -> T {
        let began = Instant::now();
        let answer = asked.await;
        let mut slowest = self.slowest.borrow_mut();
        *slowest = began.elapsed().max(*slowest);
        answer
    }

    /// Counts a failed request. Without a response of the portal, nginx replied with 502.
    fn note(&self, what: &'static str, status: Option<u16>) {
        let status = status.unwrap_or(502);
        if status >= 429 {
            *self.errors.borrow_mut().entry((what, status)).or_default() += 1;
        }
    }
}

fn email(number: usize) -> String {
    format!("renter{number}@example.com")
}
