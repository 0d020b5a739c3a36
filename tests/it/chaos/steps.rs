//! Kills a process with SIGKILL at every named step of the code; others then finish its work.

use super::census::{self, Promise};
use super::figures::Figures;
use super::town::{Worker, end_leases_of_dead_processes, house_with_slots, made_up, renter, settle, town};
use super::web::{Answer, Web};
use crate::stage::{CID, CLIENT_ID, CLIENT_SECRET, Database, Stage};
use entrata::failpoint::{FOLDER, STEPS};
use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

const SIGKILL: i32 = 9;
const PATIENCE: Duration = Duration::from_secs(60);

/// The folder in which steps are armed.
struct ArmedSteps(PathBuf);

impl ArmedSteps {
    fn fresh(stage: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("entrata-failpoints-{stage}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn switch(&self) -> (&'static str, String) {
        (FOLDER, self.0.display().to_string())
    }

    /// Kills the process that passes the step the `nth` time from now on.
    fn arm(&self, step: &str, nth: u32) {
        // Renamed only when complete, so that no process reads half a number.
        std::fs::write(self.0.join("armed"), nth.to_string()).unwrap();
        std::fs::rename(self.0.join("armed"), self.0.join(step)).unwrap();
    }

    fn has_killed(&self, step: &str) -> bool {
        self.0.join(format!("{step}.killed")).exists()
    }

    fn killed(&self) -> usize {
        STEPS.iter().filter(|(step, _)| self.has_killed(step)).count()
    }
}

impl Drop for ArmedSteps {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn steps_of(areas: &[&str]) -> Vec<&'static str> {
    let names = STEPS.iter().map(|(name, _)| *name);
    names.filter(|name| areas.iter().any(|area| name.starts_with(area))).collect()
}

#[tokio::test]
async fn a_worker_killed_at_a_handful_of_steps_leaves_nothing_half_done() {
    let steps = ["ingestion-mid-rows", "ingestion-after-commit", "lead-before-send", "lead-after-send"];
    let mut figures = Figures::begin("worker killed at 4 steps");
    kill_workers(&steps, &mut figures).await;
    figures.end();
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_kills_workers_at_every_step_they_pass() {
    let mut figures = Figures::begin("worker killed at every step");
    // Only the pages pass the others: they log webhooks, store clients and cache tour times.
    let steps = steps_of(&["ingestion-", "lead-leased", "lead-person", "lead-before", "lead-after"]);
    let more = steps_of(&["lead-released", "lead-ended", "spool-taken", "spool-mid-rows", "spool-before-f"]);
    kill_workers(&[steps, more].concat(), &mut figures).await;
    figures.end();
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_kills_fpm_at_every_step() {
    let extension = std::env::var_os("ENTRATA_CHAOS_FAILPOINTS").expect("`make chaos` builds the extension");
    let mut figures = Figures::begin("FPM worker killed at every step");
    let steps: Vec<_> =
        STEPS.iter().map(|(name, _)| *name).filter(|name| !name.starts_with("migration-")).collect();
    kill_fpm(&steps, Path::new(&extension), &mut figures).await;
    figures.end();
}

#[tokio::test]
#[ignore = "takes minutes: `make chaos` runs it"]
async fn chaos_kills_the_migration_at_every_step() {
    let mut figures = Figures::begin("migration killed at every step");
    let reference = Stage::empty().await;
    let wanted = columns(&reference.database).await;
    for step in steps_of(&["migration-"]) {
        let armed_steps = ArmedSteps::fresh("migration");
        let database = Database::fresh().await;
        let settings = [armed_steps.switch(), ("ENTRATA_DATABASE_URL", database.url())];
        let migrate = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_entrata"));
            command.arg("migrate").envs(reference.environment(&settings)).output().unwrap().status
        };
        armed_steps.arm(step, 1);
        assert_eq!(migrate().signal(), Some(SIGKILL), "{step}");
        figures.sent += 1;
        if migrate().success() && columns(&database).await == wanted {
            figures.delivered += 1;
        } else {
            figures.half_done.push(format!("the schema after {step}"));
        }
    }
    figures.note = format!("{} killed", figures.sent);
    figures.end();
}

async fn columns(database: &Database) -> Vec<(String, String, String)> {
    let sql = "SELECT table_name, column_name, column_type FROM information_schema.columns \
               WHERE table_schema = DATABASE() AND table_name <> 'entrata_schema_history' ORDER BY 1, 2";
    database.rows(sql).await
}

async fn kill_workers(steps: &[&str], figures: &mut Figures) {
    let armed_steps = ArmedSteps::fresh("worker");
    let stage = town(steps.len(), &[]).await;
    let properties = made_up(u64::try_from(steps.len()).unwrap());
    let mut promised = BTreeMap::new();
    let mut answers = Vec::new();
    for (step, property) in steps.iter().zip(&properties) {
        if !step.starts_with("ingestion-") {
            stage.activate(*property).await;
        }
        answers.extend(prepare(&stage, step, *property).await);
        armed_steps.arm(step, 1);
        let ended = until_dead(stage.worker_with(&[armed_steps.switch()]), step).await;
        assert_eq!(ended.signal(), Some(SIGKILL), "{step}");
        figures
            .half_done
            .extend(census::of_leases(&stage).await.into_iter().filter(|what| !what.contains("spool")));
        end_leases_of_dead_processes(&stage).await;
        let next = Worker(stage.worker_with(&[armed_steps.switch()]));
        settle(&stage, PATIENCE).await;
        drop(next);
        promised.insert(*property, Promise::Active);
    }
    figures.add(census::of_answers(&stage, &answers).await);
    figures.add(census::of_properties(&stage, &promised).await);
    figures.add(census::of_viewings(&stage).await);
    figures.half_done.extend(census::of_leases(&stage).await);
    figures.note = format!("{} killed", armed_steps.killed());
    assert_eq!(armed_steps.killed(), steps.len());
}

/// Creates work that passes the step. Returns the answers to its webhooks.
async fn prepare(stage: &Stage, step: &str, property: u64) -> Vec<Answer> {
    if step.starts_with("ingestion-") {
        let query = format!("cid={CID}&property_id={property}&request_type=ACTIVATION");
        let reply = stage.webhook(&query).await;
        assert_eq!(reply.status, 200);
        return vec![reply.into()];
    }
    if step.starts_with("spool-") {
        return spool_two(stage, property).await;
    }
    let (house, slots) = house_with_slots(stage, property).await;
    stage.viewing(&format!("{step}@example.com"), house, &slots[0]).await;
    Vec::new()
}

/// Sends two webhooks of which the log waits in the spool, as while the table is missing. Returns their answers.
async fn spool_two(stage: &Stage, property: u64) -> Vec<Answer> {
    let folder = stage.spool.display().to_string();
    let portal = crate::stage::portal(&stage.database, &stage.sandbox, &[("ENTRATA_SPOOL_DIR", &folder)]);
    let query = format!(
        "client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&cid={CID}&property_id={property}\
         &request_type=CHANGE_FEED_TYPE&feed_type=ILS"
    );
    let mut answers = Vec::new();
    stage.database.run("RENAME TABLE entrata_webhooks TO away", ()).await;
    for _ in 0..2 {
        answers.push(portal.handle_webhook(query.as_bytes(), None, None).await.into());
    }
    stage.database.run("RENAME TABLE away TO entrata_webhooks", ()).await;
    assert!(stage.spool_waits());
    answers
}

async fn until_dead(worker: Child, step: &str) -> ExitStatus {
    let mut worker = Worker(worker);
    let began = Instant::now();
    loop {
        if let Some(status) = worker.0.try_wait().unwrap() {
            return status;
        }
        assert!(began.elapsed() < PATIENCE, "no worker passed {step}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn kill_fpm(steps: &[&str], extension: &Path, figures: &mut Figures) {
    let armed_steps = ArmedSteps::fresh("fpm");
    let stage = town(steps.len(), &[]).await;
    renter(&stage, "riley@example.com").await;
    let web = Web::start("steps", Some(extension), &stage.environment(&[armed_steps.switch()])).await;
    let cookie = web.sign_in("riley@example.com").await;
    let properties = made_up(u64::try_from(steps.len()).unwrap());
    let mut promised = BTreeMap::new();
    let mut answers = Vec::new();
    for (step, property) in steps.iter().zip(&properties) {
        let run =
            Run { stage: &stage, web: &web, cookie: &cookie, armed_steps: &armed_steps, property: *property };
        let (promise, answered) = run.step(step).await;
        answers.extend(answered);
        assert!(armed_steps.has_killed(step), "{step}: no process passed it");
        end_leases_of_dead_processes(&stage).await;
        promised.insert(*property, promise);
    }
    let worker = Worker(stage.worker());
    settle(&stage, PATIENCE).await;
    drop(worker);
    figures.add(census::of_answers(&stage, &answers).await);
    figures.add(census::of_properties(&stage, &promised).await);
    figures.add(census::of_viewings(&stage).await);
    figures.half_done.extend(census::of_leases(&stage).await);
    figures.note = format!("{} killed", armed_steps.killed());
}

/// The requests of one step.
struct Run<'a> {
    stage: &'a Stage,
    web: &'a Web,
    cookie: &'a str,
    armed_steps: &'a ArmedSteps,
    property: u64,
}

impl Run<'_> {
    async fn step(&self, step: &str) -> (Promise, Vec<Answer>) {
        let area = step.split_once('-').map_or(step, |(area, _)| area);
        match area {
            "lead" | "tours" => self.renter(step, area).await,
            "client" => self.client(step).await,
            "spool" => self.spool(step).await,
            "decision" if step.ends_with("mid-way") => {
                self.after_activation(step, "SUSPENDED", Promise::Suspended).await
            }
            "decision" if step.ends_with("known") => {
                self.after_activation(step, "CHANGE_FEED_TYPE&feed_type=ILS", Promise::Active).await
            }
            _ => {
                self.armed_steps.arm(step, 1);
                let answers = self.web.webhook(&self.query("ACTIVATION")).await;
                self.until_killed(step).await;
                (Promise::Active, answers)
            }
        }
    }

    fn query(&self, request_type: &str) -> String {
        format!("cid={CID}&property_id={}&request_type={request_type}", self.property)
    }

    async fn activated(&self) -> Vec<Answer> {
        let answers = self.web.webhook(&self.query("ACTIVATION")).await;
        self.until_ingested().await;
        answers
    }

    async fn until_ingested(&self) {
        let began = Instant::now();
        loop {
            let sql = format!(
                "SELECT COUNT(*) FROM entrata_jobs WHERE property_id = {} AND state = 'DONE'",
                self.property
            );
            if self.stage.database.one::<(u64,)>(&sql).await.0 == 1 {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "property {} was never ingested", self.property);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits for the step: work continues after the reply.
    async fn until_killed(&self, step: &str) {
        let began = Instant::now();
        while !self.armed_steps.has_killed(step) {
            assert!(began.elapsed() < Duration::from_secs(10), "{step}: no process passed it");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn after_activation(&self, step: &str, request: &str, promise: Promise) -> (Promise, Vec<Answer>) {
        let mut answers = self.activated().await;
        self.armed_steps.arm(step, 1);
        answers.extend(self.web.webhook(&self.query(request)).await);
        (promise, answers)
    }

    /// A code is spent if the process dies after the exchange; Entrata issues another when the user tries again.
    async fn client(&self, step: &str) -> (Promise, Vec<Answer>) {
        let mut answers = self.activated().await;
        self.armed_steps.arm(step, 1);
        for _ in 0..2 {
            let code = self.stage.sandbox.auth_code(CID).unwrap();
            answers.extend(self.web.authenticate(CID, &code).await);
        }
        (Promise::Active, answers)
    }

    async fn spool(&self, step: &str) -> (Promise, Vec<Answer>) {
        let mut answers = self.activated().await;
        if step.ends_with("-write") {
            self.armed_steps.arm(step, 1);
            self.stage.database.run("RENAME TABLE entrata_webhooks TO away", ()).await;
            answers.extend(self.web.webhook(&self.query("ACTIVATION")).await);
            self.stage.database.run("RENAME TABLE away TO entrata_webhooks", ()).await;
        } else {
            answers.extend(spool_two(self.stage, self.property).await);
            self.armed_steps.arm(step, 1);
        }
        answers.extend(self.web.webhook(&self.query("ACTIVATION")).await);
        (Promise::Active, answers)
    }

    /// Submits the form again until there is a response.
    async fn renter(&self, step: &str, area: &str) -> (Promise, Vec<Answer>) {
        let answers = self.activated().await;
        let (house, slots) = house_with_slots(self.stage, self.property).await;
        if area == "tours" {
            self.stage.database.run("DELETE FROM entrata_tour_times", ()).await;
        }
        self.armed_steps.arm(step, 1);
        let mut tries = 0;
        while tries < 2 || !self.armed_steps.has_killed(step) {
            if area == "tours" {
                self.web.tours(self.cookie, house.get()).await;
            } else {
                self.web.book(self.cookie, house.get(), &slots[0]).await;
            }
            tries += 1;
            assert!(tries < 5, "{step}: no process passed it");
        }
        (Promise::Active, answers)
    }
}
