//! A webhook can be followed by its log id: through its reply, the job it requested, and each call to Entrata.

use crate::stage::{PROPERTY, Stage};
use entrata::sandbox::{Faults, Rates};
use std::io;
use std::sync::{Arc, Mutex};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;

/// The lines that are logged while it lives, on this thread.
#[derive(Clone, Default)]
pub(crate) struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Lines {
    pub(crate) fn taken(&self) -> Vec<String> {
        let bytes = std::mem::take(&mut *self.0.lock().unwrap());
        String::from_utf8(bytes).unwrap().lines().map(str::to_owned).collect()
    }
}

/// The same filters as the program's and the extension's logs have.
pub(crate) fn logged_at(level: &str) -> (Lines, tracing::subscriber::DefaultGuard) {
    let lines = Lines::default();
    let filter: Targets = format!("off,entrata={level}").parse().unwrap();
    let written = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(lines.clone());
    let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(filter).with(written));
    (lines, guard)
}

#[tokio::test]
async fn every_line_of_a_webhook_its_job_and_its_calls_carries_its_log_id() {
    let stage = Stage::authenticated().await;
    for level in ["debug", "info"] {
        let (lines, _guard) = logged_at(level);
        let query = format!("cid=4711&property_id={PROPERTY}&request_type=ACTIVATION");
        let reply = stage.webhook(&query).await;
        stage.let_limits_pass().await;
        assert_eq!(stage.portal.run_jobs(10).await.unwrap(), 1);
        let lines = lines.taken();
        assert!(lines.iter().any(|line| line.contains("webhook received")), "{lines:#?}");
        assert!(lines.iter().any(|line| line.contains("property ingested")), "{lines:#?}");
        assert!(lines.iter().filter(|line| line.contains("Entrata call")).count() >= 4, "{lines:#?}");
        for line in &lines {
            assert!(line.contains(&reply.log_id), "{line}");
        }
    }
}

#[tokio::test]
async fn a_failing_job_logs_its_webhook_s_log_id_even_at_level_warn() {
    let stage = Stage::authenticated().await;
    let (lines, _guard) = logged_at("warn");
    let query = format!("cid=4711&property_id={PROPERTY}&request_type=ACTIVATION");
    let reply = stage.webhook(&query).await;
    stage
        .sandbox
        .faults(Faults { all: Rates { error_rate: 1.0, ..Rates::default() }, ..Faults::default() })
        .unwrap();
    stage.portal.run_jobs(1).await.unwrap();
    let lines = lines.taken();
    assert!(lines.iter().any(|line| line.contains("Entrata call failed")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("will be retried")), "{lines:#?}");
    for line in &lines {
        assert!(line.contains(&reply.log_id), "{line}");
    }
}

#[tokio::test]
async fn a_replay_has_a_log_id_of_its_own_on_every_line() {
    let stage = Stage::activated().await;
    let first = stage.webhook(&format!("cid=4711&property_id={PROPERTY}&request_type=SUSPENDED")).await;
    let (lines, _guard) = logged_at("debug");
    let reply = stage.portal.replay_webhook(first.log_id.parse().unwrap()).await.unwrap();
    let lines = lines.taken();
    assert!(!lines.is_empty());
    for line in &lines {
        assert!(line.contains(&reply.log_id), "{line}");
    }
}
