//! Several database servers with the same data, and a proxy in front of them, as this project's scripts start them.

use super::web::{run, script};
use crate::stage::Database;
use std::process::Command;

/// A running cluster. It stops when it is dropped, so it must be declared before what uses it.
pub(crate) struct Cluster {
    script: &'static str,
    /// What runs, such as "MySQL 9.7.4".
    pub(crate) version: String,
    /// The ports of the servers.
    pub(crate) ports: Vec<String>,
}

impl Cluster {
    /// Three nodes of Galera; without it the scenario's row says why it did not run.
    pub(crate) fn galera(scenario: &str) -> Option<Self> {
        Self::start("galera.sh", &[], scenario)
    }

    /// Three members of MySQL's Group Replication; without it the scenario's row says why it did not run.
    pub(crate) fn group(arguments: &[&str], scenario: &str) -> Option<Self> {
        Self::start("group.sh", arguments, scenario)
    }

    fn start(name: &'static str, arguments: &[&str], scenario: &str) -> Option<Self> {
        let version = available(name, scenario)?;
        let mut cluster = Self { script: name, version, ports: Vec::new() };
        run(cluster.command(&[&["start"], arguments].concat()));
        cluster.ports = run(cluster.command(&["ports"])).split_whitespace().map(str::to_owned).collect();
        Database::on_server(&cluster.url(1, "mysql"));
        Some(cluster)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = script(self.script, "chaos");
        command.args(arguments);
        command
    }

    /// Runs a command of the cluster's script, while everything else goes on.
    pub(crate) async fn run(&self, arguments: &[&str]) -> String {
        let command = self.command(arguments);
        tokio::task::spawn_blocking(|| super::web::run(command)).await.unwrap()
    }

    /// The URL of a database at the server with this number, which begins at 1.
    pub(crate) fn url(&self, number: usize, database: &str) -> String {
        format!("mysql://root@127.0.0.1:{}/{database}", self.ports[number - 1])
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.command(&["stop"]).status();
    }
}

/// HAProxy in front of a cluster.
pub(crate) struct Proxy {
    port: String,
}

impl Proxy {
    /// Starts it before servers with these ports; without HAProxy the scenario's row says why it did not run.
    pub(crate) fn before(ports: &[String], options: &[&str], scenario: &str) -> Option<Self> {
        available("haproxy.sh", scenario)?;
        let mut command = script("haproxy.sh", "chaos");
        command.arg("start").args(options).args(ports);
        run(command);
        let mut command = script("haproxy.sh", "chaos");
        command.arg("port");
        let proxy = Self { port: run(command).trim().to_owned() };
        Database::on_server(&proxy.url("mysql"));
        Some(proxy)
    }

    pub(crate) fn url(&self, database: &str) -> String {
        format!("mysql://root@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = script("haproxy.sh", "chaos").arg("stop").status();
    }
}

fn available(name: &str, scenario: &str) -> Option<String> {
    let output = script(name, "chaos").arg("available").output().unwrap();
    if output.status.success() {
        return Some(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let why = String::from_utf8_lossy(&output.stderr).trim().replace('\n', " ");
    println!("chaos| {scenario} | | | | | | | not run: {why} |");
    None
}
