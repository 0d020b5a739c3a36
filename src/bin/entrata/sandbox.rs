//! `entrata sandbox`

use super::{metrics, numbers};
use clap::{Args, Subcommand};
use entrata::portal::Result;
use entrata::sandbox::{self, Faults, Limits, Options, Sandbox, Shapes, Step, Variants};
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
    /// Make a running sandbox send a webhook
    Send(Webhook),
}

#[derive(Args)]
struct Switches {
    /// The address to listen on; port 0 picks a free port
    #[arg(long, default_value = "127.0.0.1:8180", value_parser = metrics::address)]
    listen: SocketAddr,
    /// Another host name under which clients may reach the sandbox, such as a container's name
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// The number of threads
    #[arg(long, default_value_t = 2, value_parser = numbers::whole::<usize>)]
    threads: usize,
    /// A data file instead of the built-in data
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Generate properties up to this number
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = numbers::whole::<usize>)]
    properties: usize,
    /// The number of units of a generated property
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = numbers::whole::<u32>)]
    units: u32,
    /// The seed of generated properties
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = numbers::whole::<u64>)]
    seed: u64,
    /// The rate limit of a company at each service, or `none`
    #[arg(long, value_name = "LIMITS", default_value_t = Limits::default())]
    limits: Limits,
    /// The shapes of replies: `production`, `documented`, or `random:SEED`
    #[arg(long, value_name = "SHAPES", default_value_t = Shapes::default())]
    shapes: Shapes,
    /// The forms of replies and webhooks, as JSON: {"deposits": "actual"}
    #[arg(long, value_name = "JSON", default_value = "{}")]
    variants: Variants,
    /// The faults, as JSON: {"error_rate": 0.1}
    #[arg(long, value_name = "JSON", default_value = "{}")]
    faults: Faults,
    /// The URL that the receiver of webhooks has registered with Entrata, including its key
    #[arg(long, value_name = "URL")]
    registered_url: Option<String>,
    /// Webhooks to send at the start: a JSON list of steps
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
    /// How long an authorization code is valid
    #[arg(long, value_name = "SECONDS", default_value_t = Options::default().code_seconds, value_parser = numbers::whole::<u32>)]
    code_seconds: u32,
    /// How long an access token is valid
    #[arg(long, value_name = "SECONDS", default_value_t = Options::default().token_seconds, value_parser = numbers::whole::<u32>)]
    token_seconds: u32,
}

#[derive(Args)]
struct Webhook {
    /// ACTIVATION, SUSPENDED or CHANGE_FEED_TYPE; without it, the webhook only brings a code
    request_type: Option<String>,
    /// The receiver's registered URL, including its key; without it, the sandbox's --registered-url
    #[arg(long, value_name = "URL")]
    to: Option<String>,
    /// The client company
    #[arg(long, value_name = "N", value_parser = numbers::whole::<u64>)]
    cid: u64,
    /// The property
    #[arg(long, value_name = "N", value_parser = numbers::whole::<u64>)]
    property: Option<u64>,
    /// Include a new authorization code
    #[arg(long)]
    code: bool,
    /// The occupancy type, such as Conventional
    #[arg(long, value_name = "TYPE")]
    occupancy_type: Option<String>,
    /// An additional parameter that no public source documents
    #[arg(long, value_name = "TYPE")]
    feed_type: Option<String>,
    /// The running sandbox
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8180")]
    sandbox: String,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let switches = match arguments.command {
        Some(Command::Send(webhook)) => return send(webhook).await,
        None => arguments.switches,
    };
    let steps = switches.script.as_deref().map(sandbox::read_script).transpose()?;
    let sandbox = Sandbox::with(Options {
        listen: switches.listen,
        hosts: switches.host,
        threads: switches.threads,
        data: switches.data,
        properties: switches.properties,
        units: switches.units,
        seed: switches.seed,
        limits: switches.limits,
        code_seconds: switches.code_seconds,
        token_seconds: switches.token_seconds,
        registered_url: switches.registered_url,
        shapes: switches.shapes,
        variants: switches.variants,
        faults: switches.faults,
        ..Options::default()
    })
    .await?;
    say!("sandbox listening on {}", sandbox.url());
    sandbox.send_webhooks(steps.unwrap_or_default()).await;
    std::future::pending().await
}

/// Prints the receiver's reply. Exits with a failure unless its status is 2xx.
async fn send(webhook: Webhook) -> Result<ExitCode> {
    let step = Step {
        after_ms: 0,
        to: webhook.to,
        request_type: webhook.request_type,
        cid: webhook.cid,
        property_id: webhook.property,
        auth_code: webhook.code,
        occupancy_type: webhook.occupancy_type,
        feed_type: webhook.feed_type,
    };
    let sent = sandbox::send_webhook(&webhook.sandbox, &step).await?;
    let status = sent.status.unwrap_or_default();
    say!("HTTP {status}");
    say!("{}", sent.body.unwrap_or_default());
    Ok(if (200..300).contains(&status) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
