//! `entrata worker --event-command`: delivers events to a command of the portal, at least once each.

use entrata::portal::{Portal, Result};
use entrata::store::events::Event;
use serde_json::json;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::sync::watch;

/// The timeout of a command. It is shorter than the lease of an event.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(60);
/// How soon a new event is noticed.
const POLL_INTERVAL: Duration = Duration::from_millis(500);
/// The wait when the database is away.
const DATABASE_PAUSE: Duration = Duration::from_secs(2);

/// Delivers events until `stop` becomes true. A command that runs then may end.
pub(crate) async fn deliver_until(portal: &Portal, command: &str, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let pause = match deliver_next(portal, command).await {
            Ok(true) => continue,
            Ok(false) => POLL_INTERVAL,
            Err(error) => {
                tracing::warn!(error = error.display_chain(), "events cannot be delivered");
                DATABASE_PAUSE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Delivers what is due now.
pub(crate) async fn drain(portal: &Portal, command: &str) -> Result<()> {
    while deliver_next(portal, command).await? {}
    Ok(())
}

/// Delivers the next event; false if none is due. An event whose command fails is due again later.
async fn deliver_next(portal: &Portal, command: &str) -> Result<bool> {
    let Some(claimed) = portal.claim_event().await? else { return Ok(false) };
    match run(command, claimed.event()).await {
        Ok(()) => portal.event_delivered(&claimed).await?,
        Err(why) => portal.event_failed(&claimed, &why).await?,
    }
    Ok(true)
}

async fn run(command: &str, event: &Event) -> std::result::Result<(), String> {
    let text = json!({
        "id": event.id, "kind": event.kind, "cid": event.cid, "propertyId": event.property_id,
        "viewingId": event.viewing_id, "createdAt": event.created_at(),
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
