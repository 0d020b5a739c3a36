//! The state of the portal as numbers, in Prometheus' text format. Labels are fixed words, Entrata's service names and
//! company ids: no secrets, no personal data.

use super::Portal;
use crate::error::portal::Result;
use crate::store::entrata::counters::{self, Counter};
use crate::store::entrata::metrics as queries;
use crate::store::entrata::webhooks;
use chrono::{TimeDelta, Utc};
use std::fmt::{Display, Write};
use std::sync::atomic::{AtomicU64, Ordering};

/// A process stores its cache hits this many at a time, and with each miss: a page view must not cost a write.
const HITS_AT_ONCE: u64 = 100;

/// Tour cache hits of this process that are not stored yet.
#[derive(Debug, Default)]
pub(super) struct PendingHits(AtomicU64);

impl Portal {
    /// Returns the metrics. While the database is unavailable, only that fact and the spool's metrics.
    pub async fn metrics(&self) -> String {
        let mut page = Page::default();
        let read = self.add_database(&mut page).await;
        if let Err(error) = &read {
            tracing::warn!(error = error.display_chain(), "the metrics could not be read");
            page = Page::default();
        }
        page.gauge("entrata_database_up", "1 if the database responds.");
        page.line("entrata_database_up", &[], u8::from(read.is_ok()));
        page.gauge("entrata_spool_bytes", "Size of the entries that wait on this machine for the database.");
        page.line("entrata_spool_bytes", &[], self.spool.waiting_bytes());
        page.0
    }

    async fn add_database(&self, page: &mut Page) -> Result<()> {
        let store = &self.store;
        page.gauge("entrata_webhooks_last_hour", "Entrata's webhooks of the last hour by outcome.");
        page.counts("entrata_webhooks_last_hour", "outcome", queries::webhooks(store).await?);
        page.gauge(
            "entrata_webhooks_rejected_last_hour",
            "Logged webhooks of unauthenticated senders in the last hour.",
        );
        let hour_ago = Utc::now() - TimeDelta::hours(1);
        page.line(
            "entrata_webhooks_rejected_last_hour",
            &[],
            webhooks::strangers_since(store, hour_ago).await?,
        );

        let (waiting, oldest) = queries::leads_waiting(store).await?;
        page.gauge("entrata_leads_waiting", "Undelivered leads.");
        page.line("entrata_leads_waiting", &[], waiting);
        page.gauge("entrata_oldest_lead_seconds", "Age of the oldest undelivered lead.");
        page.line("entrata_oldest_lead_seconds", &[], oldest);
        page.gauge("entrata_leads_last_hour", "Leads that ended in the last hour, by state.");
        page.counts("entrata_leads_last_hour", "state", queries::leads_ended(store).await?);

        page.gauge("entrata_jobs", "Ingestions by state; DEAD is given up.");
        page.counts("entrata_jobs", "state", queries::jobs(store).await?);
        page.gauge("entrata_oldest_job_seconds", "How long the oldest due ingestion has been due.");
        page.line("entrata_oldest_job_seconds", &[], queries::oldest_due_job(store).await?);

        page.gauge("entrata_clients", "Client companies by state.");
        page.counts("entrata_clients", "state", queries::clients(store).await?);
        page.gauge("entrata_api_calls_remaining", "Calls that Entrata still allows in this minute.");
        for calls in queries::calls_left(store).await? {
            let labels = [("cid", calls.cid.to_string()), ("service", calls.service)];
            page.line("entrata_api_calls_remaining", &labels, calls.left);
        }
        self.tour_cache(page).await?;

        let last = queries::last_successes(store).await?;
        let name = "entrata_last_success_timestamp_seconds";
        page.gauge(name, "When something last succeeded; webhooks are looked up for one day.");
        for (what, when) in [("webhook", last.webhook), ("lead", last.lead), ("ingestion", last.ingestion)] {
            if let Some(when) = when {
                page.line(name, &[("kind", what.to_owned())], when);
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
                Counter::TourCacheHits => "Requests for tour times that hit the cache.",
                Counter::TourCacheMisses => "Requests for tour times that went to Entrata.",
            };
            page.head(&name, "counter", about);
            page.line(&name, &[], number);
        }
        Ok(())
    }

    /// Counts a request for tour times that the cache answered.
    pub(super) async fn count_tour_cache_hit(&self) {
        if self.pending_hits.0.fetch_add(1, Ordering::Relaxed) + 1 >= HITS_AT_ONCE {
            self.store_hits().await;
        }
    }

    /// Counts a request for tour times that goes to Entrata.
    pub(super) async fn count_tour_cache_miss(&self) {
        self.count(Counter::TourCacheMisses, 1).await;
        self.store_hits().await;
    }

    async fn store_hits(&self) {
        let hits = self.pending_hits.0.swap(0, Ordering::Relaxed);
        if hits > 0 {
            self.count(Counter::TourCacheHits, hits).await;
        }
    }

    /// Counting failures are ignored: a renter gets tour times even before `entrata migrate` has run.
    async fn count(&self, counter: Counter, number: u64) {
        if let Err(error) = counters::add(&self.store, counter, number).await {
            tracing::debug!(error = error.display_chain(), "not counted");
        }
    }
}

/// The text of the metrics.
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
