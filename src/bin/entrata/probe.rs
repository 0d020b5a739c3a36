//! `entrata probe`

use clap::Args;
use entrata::id::{Cid, PropertyId};
use entrata::portal::{Error, ErrorKind, Portal, Result};
use entrata::probe::{Probe, Progress, Report};
use entrata::store::entrata::clients;
use entrata::tour::Slot;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The client whose token is used
    #[arg(long)]
    cid: Cid,
    /// The property; without it, the client's first active one
    #[arg(long)]
    property: Option<PropertyId>,
    /// Book a tour for a test person in this slot, as the calendar writes it: 2026-12-01 "10:00 MST - 10:30 MST"
    #[arg(long, num_args = 2, value_names = ["DATE", "TIME"])]
    book: Option<Vec<String>>,
    /// Where to write the anonymous report
    #[arg(long, value_name = "FILE", default_value = "entrata-probe.json")]
    report: PathBuf,
}

pub(crate) async fn run(portal: &Portal, arguments: &Arguments) -> Result<ExitCode> {
    let book = arguments.book.as_deref().map(slot).transpose()?;
    let company = portal.company_of(arguments.cid).await?;
    let property = property(portal, arguments).await?;
    let clients = clients::all(portal.store()).await?;
    let client = clients.into_iter().find(|client| client.cid == arguments.cid.get());
    let private = client.into_iter().flat_map(|client| [client.company_name, client.subdomain]).collect();
    let probe = Probe { property, book, private };
    let report = probe.run(&company, show_progress).await.map_err(Error::from)?;
    print(&report);
    write(&report, &arguments.report)?;
    say!("");
    say!("The anonymous report is in {}. You can attach it to a bug report.", arguments.report.display());
    Ok(if report.is_as_expected() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn slot(words: &[String]) -> Result<Slot> {
    let (date, time) = (words.first(), words.get(1));
    let (date, time) = (date.map_or("", String::as_str), time.map_or("", String::as_str));
    Slot::parse(date, time).map_err(|error| {
        Error::new(ErrorKind::InvalidParameter, "--book: expected a slot as the calendar writes it")
            .with_source(error)
    })
}

async fn property(portal: &Portal, arguments: &Arguments) -> Result<PropertyId> {
    if let Some(property) = arguments.property {
        return Ok(property);
    }
    let active = portal.active_properties(Some(arguments.cid), None).await?;
    active.first().map(|(_, property)| *property).ok_or_else(|| {
        let message = format!("client {} has no active property (expected --property)", arguments.cid);
        Error::new(ErrorKind::InvalidParameter, message)
    })
}

/// Only on a terminal: a log needs no progress.
fn show_progress(progress: Progress) {
    if !std::io::stderr().is_terminal() {
        return;
    }
    match progress {
        Progress::Calling(method) => complain!("calling {method}"),
        Progress::Waiting(method, pause) => {
            complain!("waiting {} s for Entrata's rate limit before {method}", pause.as_secs());
        }
        _ => {}
    }
}

fn print(report: &Report) {
    say!("Calls");
    for call in &report.calls {
        say!("  {:<40} {}", call.method, call.outcome);
    }
    say!("");
    say!("Deviations from the description: {}", report.deviations.len());
    for deviation in &report.deviations {
        let times = if deviation.count == 1 { String::new() } else { format!(", {} times", deviation.count) };
        say!(
            "  {}: {}: {}: {}{times}",
            deviation.method,
            deviation.path,
            deviation.difference,
            deviation.value
        );
    }
    say!("");
    say!(
        "Assumptions: {} confirmed, {} contradicted, {} not seen",
        report.count("confirmed"),
        report.count("contradicted"),
        report.count("not seen")
    );
    for line in &report.assumptions {
        let evidence =
            line.evidence.as_ref().map_or_else(String::new, |evidence| format!(" Found: {evidence}"));
        say!("  {:<12} {:<36} {}{evidence}", line.verdict, line.id, line.says);
    }
    if let Some(lines) = report.booking_lines() {
        say!("");
        say!("Booking");
        lines.iter().for_each(|line| say!("  {line}"));
    }
}

fn write(report: &Report, file: &std::path::Path) -> Result<()> {
    let text = serde_json::to_string_pretty(report).map_err(|cause| {
        Error::new(ErrorKind::Internal, "the report cannot be written as JSON").with_source(cause)
    })?;
    std::fs::write(file, text + "\n").map_err(|cause| {
        let message = format!("the report cannot be written to {}", file.display());
        Error::new(ErrorKind::Config, message).with_source(cause)
    })
}
