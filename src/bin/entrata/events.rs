//! `entrata worker --event-command`: delivers events to a command of the portal, at least once each.

use entrata::portal::Portal;
use entrata::store::events::{self, Event};
use serde_json::json;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// The timeout of a command.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(60);

/// Delivers up to `most` events in their order, and returns how many. It stops at the first that fails, which is then
/// delivered again later.
pub(crate) async fn deliver(portal: &Portal, command: &str, most: u32) -> u32 {
    let waiting = match events::undelivered(portal.store(), most).await {
        Ok(waiting) => waiting,
        Err(error) => {
            tracing::warn!(error = error.display_chain(), "the events cannot be read");
            return 0;
        }
    };
    let mut delivered = 0;
    for event in waiting {
        if let Err(why) = run(command, &event).await {
            tracing::warn!(event_id = event.id, kind = event.kind, error = why, "an event was not delivered");
            break;
        }
        if let Err(error) = events::delivered(portal.store(), &event).await {
            tracing::warn!(
                event_id = event.id,
                error = error.display_chain(),
                "an event was not marked as delivered"
            );
            break;
        }
        delivered += 1;
    }
    delivered
}

async fn run(command: &str, event: &Event) -> Result<(), String> {
    let text = json!({
        "id": event.id, "kind": event.kind, "cid": event.cid, "propertyId": event.property_id,
        "viewingId": event.viewing_id, "createdAt": event.created_at.and_utc(),
    });
    let mut child = Command::new("/bin/sh")
        .args(["-c", command])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("the command cannot be started: {error}"))?;
    if let Some(mut input) = child.stdin.take() {
        // A command may exit without reading it.
        let _ = input.write_all(format!("{text}\n").as_bytes()).await;
    }
    match tokio::time::timeout(COMMAND_TIMEOUT, child.wait()).await {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(format!("the command ended with {status}")),
        Ok(Err(error)) => Err(format!("the command cannot be waited for: {error}")),
        Err(_) => Err(format!("the command did not end within {} s", COMMAND_TIMEOUT.as_secs())),
    }
}
