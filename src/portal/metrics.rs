//! The portal's state as numbers, in Prometheus' text format. No secret and nobody's data is in it: labels are our own
//! words, Entrata's service names and company ids.

use super::Portal;
use crate::error::portal::Result;
use crate::store::entrata::counters::{self, Counter};
use crate::store::entrata::metrics as queries;
use std::fmt::{Display, Write};
use std::sync::atomic::{AtomicU64, Ordering};

/// A process tells its hits this many at a time, and with each miss: a page view must not cost a write.
const HITS_AT_ONCE: u64 = 100;

/// Tour cache hits that this process has not told yet.
#[derive(Debug, Default)]
pub(super) struct UntoldHits(AtomicU64);

impl Portal {
    /// The metrics. While the database is away, that alone is told.
    pub async fn metrics(&self) -> String {
        let mut page = Page::default();
        let told = self.figures(&mut page).await;
        if let Err(error) = &told {
            tracing::warn!(error = error.display_chain(), "the metrics could not be read");
            page = Page::default();
        }
        page.gauge("entrata_database_up", "Whether the database answers.");
        page.line("entrata_database_up", &[], u8::from(told.is_ok()));
        page.gauge(
            "entrata_spool_waiting",
            "Whether webhook log entries wait on this node for the database.",
        );
        page.line("entrata_spool_waiting", &[], u8::from(self.spool.is_waiting()));
        page.0
    }

    async fn figures(&self, page: &mut Page) -> Result<()> {
        let store = &self.store;
        page.gauge("entrata_webhooks_last_hour", "Webhooks of the last hour by outcome.");
        page.counts("entrata_webhooks_last_hour", "outcome", queries::webhooks(store).await?);

        let (waiting, oldest) = queries::leads_waiting(store).await?;
        page.gauge("entrata_leads_waiting", "Leads that are still to be delivered.");
        page.line("entrata_leads_waiting", &[], waiting);
        page.gauge("entrata_oldest_lead_seconds", "For how long the oldest of them has been waiting.");
        page.line("entrata_oldest_lead_seconds", &[], oldest);
        page.gauge("entrata_leads_last_hour", "Leads that ended in the last hour, by state.");
        page.counts("entrata_leads_last_hour", "state", queries::leads_ended(store).await?);

        page.gauge("entrata_jobs", "Ingestions by state; DEAD ones were given up.");
        page.counts("entrata_jobs", "state", queries::jobs(store).await?);
        page.gauge("entrata_oldest_job_seconds", "For how long the oldest due ingestion has been due.");
        page.line("entrata_oldest_job_seconds", &[], queries::oldest_due_job(store).await?);

        page.gauge("entrata_clients", "Client companies by state.");
        page.counts("entrata_clients", "state", queries::clients(store).await?);
        page.gauge("entrata_calls_left", "Calls that Entrata still allows this minute.");
        for calls in queries::calls_left(store).await? {
            let labels = [("cid", calls.cid.to_string()), ("service", calls.service)];
            page.line("entrata_calls_left", &labels, calls.left);
        }
        self.tour_cache(page).await?;

        let last = queries::last_successes(store).await?;
        let name = "entrata_last_success_timestamp_seconds";
        page.gauge(name, "When something last went well; a webhook only within the last day.");
        for (what, when) in [("webhook", last.webhook), ("lead", last.lead), ("ingestion", last.ingestion)] {
            if let Some(when) = when {
                page.line(name, &[("of", what.to_owned())], when);
            }
        }
        Ok(())
    }

    async fn tour_cache(&self, page: &mut Page) -> Result<()> {
        let counted = counters::all(&self.store).await?;
        for counter in Counter::ALL {
            let name = format!("entrata_{}_total", counter.name());
            let number =
                counted.iter().find(|(name, _)| name == counter.name()).map_or(0, |(_, number)| *number);
            let about = match counter {
                Counter::TourCacheHits => "Tour times answered from what is kept.",
                Counter::TourCacheMisses => "Tour times for which Entrata was asked.",
            };
            page.head(&name, "counter", about);
            page.line(&name, &[], number);
        }
        Ok(())
    }

    /// Counts tour times that were answered from what is kept.
    pub(super) async fn count_tour_cache_hit(&self) {
        if self.untold_hits.0.fetch_add(1, Ordering::Relaxed) + 1 >= HITS_AT_ONCE {
            self.tell_hits().await;
        }
    }

    /// Counts tour times for which Entrata is asked.
    pub(super) async fn count_tour_cache_miss(&self) {
        self.tell(Counter::TourCacheMisses, 1).await;
        self.tell_hits().await;
    }

    async fn tell_hits(&self) {
        let hits = self.untold_hits.0.swap(0, Ordering::Relaxed);
        if hits > 0 {
            self.tell(Counter::TourCacheHits, hits).await;
        }
    }

    /// Nobody goes without tour times because they could not be counted, as before `entrata migrate` has run.
    async fn tell(&self, counter: Counter, number: u64) {
        if let Err(error) = counters::add(&self.store, counter, number).await {
            tracing::debug!(error = error.display_chain(), "not counted");
        }
    }
}

/// The text as it grows.
#[derive(Default)]
struct Page(String);

impl Page {
    fn gauge(&mut self, name: &str, about: &str) {
        self.head(name, "gauge", about);
    }

    fn head(&mut self, name: &str, kind: &str, about: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "# HELP {name} {about}\n# TYPE {name} {kind}");
    }

    fn counts(&mut self, name: &str, label: &str, counts: queries::Counts) {
        for (word, count) in counts {
            self.line(name, &[(label, word)], count);
        }
    }

    fn line(&mut self, name: &str, labels: &[(&str, String)], value: impl Display) {
        let labels: Vec<_> =
            labels.iter().map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_cannot_break_out_of_its_line() {
        let mut page = Page::default();
        page.line("x", &[("service", "a\"} 1\ny\\".to_owned())], 7);
        assert_eq!(page.0, "x{service=\"a\\\"} 1\\ny\\\\\"} 7\n");
    }
}
