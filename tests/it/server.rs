//! A database server that one test has for itself, since it changes what belongs to the whole server.

use crate::chaos::web::{run, script};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A MariaDB on a stage of its own, with its folder.
pub(crate) struct Server {
    stage: String,
}

impl Server {
    pub(crate) fn start(name: &str) -> Self {
        Self::start_with(name, &[])
    }

    /// Starts it with further arguments of the server.
    pub(crate) fn start_with(name: &str, arguments: &[&str]) -> Self {
        let server = Self { stage: format!("chaos/{name}") };
        let mut command = server.command("start");
        command.args(arguments);
        run(command);
        server
    }

    pub(crate) fn command(&self, action: &str) -> Command {
        let mut command = script("mariadb.sh", &self.stage);
        command.arg(action);
        command
    }

    pub(crate) fn url(&self) -> String {
        let mut command = self.command("url");
        command.arg("mysql");
        run(command).trim().to_owned()
    }

    pub(crate) fn crash(&self) {
        run(self.command("crash"));
    }

    /// A server on a copy of this one's disk, taken in one moment.
    pub(crate) fn copy(&self, name: &str) -> Self {
        let to = Self { stage: format!("chaos/{name}") };
        let _ = std::fs::remove_dir_all(to.folder());
        std::fs::create_dir_all(to.folder()).unwrap();
        let pid = self.pid();
        let signal = |signal: &str| {
            assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        };
        signal("-STOP");
        let copied = Command::new("cp").arg("-a").arg(self.folder().join("data")).arg(to.folder()).status();
        signal("-CONT");
        assert!(copied.unwrap().success());
        run(to.command("start"));
        to
    }

    pub(crate) fn folder(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join(&self.stage).join("mariadb")
    }

    pub(crate) fn pid(&self) -> String {
        std::fs::read_to_string(self.folder().join("mariadbd.own-pid")).unwrap().trim().to_owned()
    }

    pub(crate) async fn conn(&self) -> Conn {
        Conn::new(Opts::from_url(&self.url()).unwrap()).await.unwrap()
    }

    pub(crate) async fn tell(&self, sql: &str) {
        self.conn().await.query_drop(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.command("stop").status();
    }
}
