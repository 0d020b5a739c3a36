//! `entrata webhooks`

use super::ago;
use super::numbers;
use super::terminal::say_json;
use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Subcommand};
use entrata::id::Cid;
use entrata::portal::Portal;
use entrata::portal::Result;
use entrata::store::entrata::clients;
use entrata::store::entrata::webhooks::{self, LogId, Logged};
use serde_json::json;
use std::collections::BTreeMap;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Since an instant (2026-11-24T10:00:00Z), a day (2026-11-24), or an age (30m, 24h, 7d)
    #[arg(long, default_value = "24h", value_parser = since)]
    since: DateTime<Utc>,
    /// Only this client's webhooks
    #[arg(long)]
    cid: Option<Cid>,
    /// Print one JSON array instead of a table
    #[arg(long)]
    json: bool,
    /// The maximum number to show, newest first
    #[arg(long, default_value_t = 1000, value_parser = numbers::whole::<u32>)]
    most: u32,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// Handle a logged webhook again
    Replay {
        /// Its log id, as `entrata webhooks` lists it
        log_id: LogId,
    },
}

/// The width of the longest bar in the chart of hours.
const BAR: usize = 40;
const UNANSWERED: &str = "(unanswered)";

pub(crate) async fn run(portal: &Portal, arguments: &Arguments) -> Result<ExitCode> {
    if let Some(Action::Replay { log_id }) = &arguments.action {
        return replay(portal, *log_id).await;
    }
    let cid = arguments.cid.map(Cid::get);
    let found = webhooks::since(portal.store(), arguments.since, cid, arguments.most).await?;
    if arguments.json {
        let all: Vec<_> = found.iter().map(as_json).collect();
        say_json(&all);
        return Ok(ExitCode::SUCCESS);
    }
    for client in clients::all(portal.store()).await?.iter().filter(|client| client.status != "ACTIVE") {
        say!("client {} must authenticate again: Entrata rejected its token", client.cid);
    }
    if found.is_empty() {
        say!("no webhook since {}", arguments.since.format("%Y-%m-%d %H:%M UTC"));
        return Ok(ExitCode::SUCCESS);
    }
    print_list(&found);
    print_counts("by type", found.iter().map(request_type));
    print_counts("by outcome", found.iter().map(|webhook| webhook.outcome.as_deref().unwrap_or(UNANSWERED)));
    print_counts(
        "by hour, UTC",
        found.iter().map(|webhook| webhook.received_at.format("%Y-%m-%d %H:00").to_string()),
    );
    Ok(ExitCode::SUCCESS)
}

async fn replay(portal: &Portal, log_id: LogId) -> Result<ExitCode> {
    let reply = portal.replay_webhook(log_id).await?;
    say!("{} {}", reply.status, reply.body);
    Ok(if reply.status == 200 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print_list(found: &[Logged]) {
    say!(
        "{:<20} {:<17} {:>10} {:>10} {:>4} {:<24} log id",
        "received, UTC",
        "type",
        "cid",
        "property",
        "code",
        "outcome"
    );
    for webhook in found {
        let number = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
        say!(
            "{:<20} {:<17} {:>10} {:>10} {:>4} {:<24} {}",
            webhook.received_at.format("%Y-%m-%d %H:%M:%S").to_string(),
            request_type(webhook),
            number(webhook.cid),
            number(webhook.property_id),
            webhook.response_code.map_or_else(|| "-".to_owned(), |code| code.to_string()),
            webhook.outcome.as_deref().unwrap_or(UNANSWERED),
            webhook.log_id,
        );
    }
}

fn print_counts(title: &str, keys: impl Iterator<Item = impl Into<String>>) {
    let mut counts = BTreeMap::<String, usize>::new();
    for key in keys {
        *counts.entry(key.into()).or_default() += 1;
    }
    let most = counts.values().copied().max().unwrap_or(1);
    say!("");
    say!("{title}");
    for (key, count) in counts {
        say!("  {key:<26} {count:>6} {}", "█".repeat((count * BAR).div_ceil(most)));
    }
}

fn request_type(webhook: &Logged) -> &str {
    webhook.request_type.as_deref().unwrap_or("-")
}

/// Omits the query string, which holds authorization codes.
fn as_json(webhook: &Logged) -> serde_json::Value {
    json!({
        "logId": webhook.log_id,
        "requestType": webhook.request_type,
        "cid": webhook.cid,
        "propertyId": webhook.property_id,
        "remoteAddr": webhook.remote_addr,
        "receivedAt": webhook.received_at.and_utc(),
        "responseCode": webhook.response_code,
        "outcome": webhook.outcome,
        "error": webhook.error,
        "completedAt": webhook.completed_at.map(|instant| instant.and_utc()),
    })
}

fn since(text: &str) -> Result<DateTime<Utc>, String> {
    let wanted = "must be an instant, a day, or how long ago: 2026-11-24T10:00:00Z, 2026-11-24, 24h";
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Ok(instant.to_utc());
    }
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(day.and_time(chrono::NaiveTime::MIN).and_utc());
    }
    let ago = ago::read(text).ok();
    ago.and_then(|ago| Utc::now().checked_sub_signed(ago)).ok_or_else(|| wanted.to_owned())
}
