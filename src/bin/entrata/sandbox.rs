//! `entrata sandbox`

use clap::{Args, Subcommand};
use entrata::portal::Result;
use entrata::sandbox::{self, Faults, Limits, Options, Shapes, Step};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    switches: Switches,
}

#[derive(Subcommand)]
enum Command {
    /// Have a running sandbox send a webhook to a portal
    Send(Webhook),
}

#[derive(Args)]
struct Switches {
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8180")]
    listen: SocketAddr,
    /// On how many threads to answer
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// A data file in place of the built-in set
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Make up properties until there are so many
    #[arg(long, value_name = "N", default_value_t = 0)]
    properties: usize,
    /// How many units a made-up property has
    #[arg(long, value_name = "N", default_value_t = 40)]
    units: u32,
    /// The seed of what is made up
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Calls for each company and service, or `none`
    #[arg(long, value_name = "LIMITS", default_value_t = Limits::default())]
    limits: Limits,
    /// `documented`, or `random:SEED` as in the wild
    #[arg(long, value_name = "SHAPES", default_value_t = Shapes::default())]
    shapes: Shapes,
    /// What goes wrong, as JSON: {"error_rate": 0.1}
    #[arg(long, value_name = "JSON", default_value = "{}")]
    faults: Faults,
    /// Webhooks that are sent by themselves once it runs: a JSON list of steps
    #[arg(long, value_name = "FILE")]
    story: Option<PathBuf>,
    /// How long an authorisation code works
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    code_seconds: u32,
    /// How long an access token works
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    token_seconds: u32,
}

#[derive(Args)]
struct Webhook {
    /// ACTIVATION, SUSPENDED or CHANGE_FEED_TYPE; none when it only brings a code
    request_type: Option<String>,
    /// The portal's webhook URL
    #[arg(long, value_name = "URL")]
    to: String,
    /// The client company
    #[arg(long, value_name = "N")]
    cid: u64,
    /// The property
    #[arg(long, value_name = "N")]
    property: Option<u64>,
    /// Bring a new authorisation code
    #[arg(long)]
    code: bool,
    /// For CHANGE_FEED_TYPE
    #[arg(long, value_name = "TYPE")]
    feed_type: Option<String>,
    /// The running sandbox
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8180")]
    sandbox: String,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<ExitCode> {
    if let Some(Command::Send(webhook)) = &arguments.command {
        return send(webhook).await;
    }
    let switches = &arguments.switches;
    let options = Options {
        listen: switches.listen,
        threads: switches.threads,
        data: switches.data.clone(),
        properties: switches.properties,
        units: switches.units,
        seed: switches.seed,
        limits: switches.limits,
        code_seconds: switches.code_seconds,
        token_seconds: switches.token_seconds,
        shapes: switches.shapes,
        faults: switches.faults.clone(),
        story: switches.story.clone(),
    };
    sandbox::run(&options, |sandbox| say!("sandbox listening on {}", sandbox.url())).await?;
    Ok(ExitCode::SUCCESS)
}

/// Prints what the portal answered; its refusal is a failure here too.
async fn send(webhook: &Webhook) -> Result<ExitCode> {
    let step = Step {
        after_ms: 0,
        to: webhook.to.clone(),
        request_type: webhook.request_type.clone(),
        cid: webhook.cid,
        property_id: webhook.property,
        auth_code: webhook.code,
        feed_type: webhook.feed_type.clone(),
    };
    let sent = sandbox::send_webhook(&webhook.sandbox, &step).await?;
    let status = sent.status.unwrap_or_default();
    say!("HTTP {status}");
    say!("{}", sent.body.unwrap_or_default());
    Ok(if (200..300).contains(&status) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
