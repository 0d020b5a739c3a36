//! The pages under nginx and PHP-FPM, as `scripts/portal.sh` starts them.

use super::town::renter;
use crate::stage::{Stage, encoded};
use entrata::portal::Reply;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const PASSWORD: &str = "chaos-password";
/// Entrata sends the registered URL, which has a key, and none of our credentials.
const WEBHOOK_KEY: &str = "chaos-webhook-key";
/// How often a sender repeats a webhook that was not answered with success.
const TRIES: u32 = 200;

/// A node: nginx, FPM and the extension on a stage of their own.
pub(crate) struct Web {
    stage: String,
    url: String,
    http: reqwest::Client,
}

/// An answered webhook.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) log_id: Option<String>,
    pub(crate) body: String,
}

impl From<Reply> for Answer {
    fn from(reply: Reply) -> Self {
        Self { status: reply.status, log_id: Some(reply.log_id), body: reply.body }
    }
}

impl Web {
    /// Starts a node; without `extension`, with the one of the release build.
    pub(crate) async fn start(name: &str, extension: Option<&Path>, environment: &[(&str, String)]) -> Self {
        let stage = format!("chaos/{name}");
        let mut command = script("portal.sh", &stage);
        command.arg("start").envs(environment.iter().map(|(name, value)| (*name, value.as_str())));
        command.env("ENTRATA_WEBHOOK_KEY", WEBHOOK_KEY);
        if let Some(extension) = extension {
            command.env("EXTENSION", extension);
        }
        run(command);
        let mut command = script("portal.sh", &stage);
        command.arg("url");
        let url = run(command).trim().to_owned();
        Self { stage, url, http: crate::stage::http_client() }
    }

    /// Sends a webhook once. `None` without a response, such as when the process that handled it died.
    pub(crate) async fn webhook_once(&self, query: &str) -> Option<Answer> {
        let url = format!("{}/index.php?key={WEBHOOK_KEY}&{query}", self.url);
        let answer = self.http.get(url).send().await.ok()?;
        let status = answer.status().as_u16();
        let body = answer.text().await.ok()?;
        // nginx answers for an FPM that did not.
        let parsed: Value = serde_json::from_str(&body).ok()?;
        let log_id = parsed["response"]["logId"].as_str().map(str::to_owned);
        Some(Answer { status, log_id, body })
    }

    /// One webhook, repeated until the portal says that it is done. All answers come back, the last one a success.
    pub(crate) async fn webhook(&self, query: &str) -> Vec<Answer> {
        let mut answers = Vec::new();
        for _ in 0..TRIES {
            if let Some(answer) = self.webhook_once(query).await {
                let done = answer.status == 200;
                answers.push(answer);
                if done {
                    return answers;
                }
            }
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        panic!("never done: {query}: {:?}", answers.last());
    }

    pub(crate) async fn authenticate(&self, cid: u64, code: &str) -> Option<Answer> {
        self.webhook_once(&format!("cid={cid}&auth_code={}", encoded(code))).await
    }

    /// Signs in, and gives the cookie.
    pub(crate) async fn sign_in(&self, email: &str) -> String {
        self.try_sign_in(email).await.unwrap_or_else(|status| panic!("{email} could not sign in: {status:?}"))
    }

    /// Signs in, and gives the cookie, or the status of the refusal.
    pub(crate) async fn try_sign_in(&self, email: &str) -> Result<String, Option<u16>> {
        let body = format!(r#"{{"email":"{email}","password":"{PASSWORD}"}}"#);
        let request = self.http.post(format!("{}/login.php", self.url));
        let answer = request.header("Content-Type", "application/json").body(body).send().await;
        let answer = answer.map_err(|_| None)?;
        let status = answer.status();
        let cookies = answer.headers().get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
        let pairs: Vec<_> = cookies.filter_map(|cookie| cookie.split(';').next()).collect();
        let signed_in = !status.is_client_error() && !status.is_server_error() && !pairs.is_empty();
        if signed_in { Ok(pairs.join("; ")) } else { Err(Some(status.as_u16())) }
    }

    /// Makes renters and signs them in; their cookies.
    pub(crate) async fn renters(&self, stage: &Stage, count: usize) -> Vec<String> {
        let mut cookies = Vec::new();
        for number in 0..count {
            let email = format!("renter{number}@example.com");
            renter(stage, &email).await;
            cookies.push(self.sign_in(&email).await);
        }
        cookies
    }

    /// Requests a viewing. Returns the status and body, or `None` without a response.
    pub(crate) async fn book(
        &self,
        cookie: &str,
        house: u64,
        slot: &(String, String),
    ) -> Option<(u16, String)> {
        let body = serde_json::json!({
            "propertyId": house, "tourDate": slot.0, "tourTime": slot.1, "tourType": "AGENT_GUIDED", "message": "Hi",
        });
        let request = self.http.post(format!("{}/api/requestViewing.php", self.url)).header("Cookie", cookie);
        let request = request.header("Content-Type", "application/json").body(body.to_string());
        let answer = request.send().await.ok()?;
        let status = answer.status().as_u16();
        Some((status, answer.text().await.ok()?)).filter(|(status, _)| *status != 502)
    }

    pub(crate) async fn tours(&self, cookie: &str, house: u64) -> Option<u16> {
        let url = format!("{}/api/getEntrataTourTimes.php?propertyId={house}", self.url);
        let answer = self.http.get(url).header("Cookie", cookie).send().await.ok()?;
        Some(answer.status().as_u16()).filter(|status| *status != 502)
    }

    /// Reloads FPM while requests are running.
    pub(crate) fn reload(&self) {
        let pid = std::fs::read_to_string(
            Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join(&self.stage).join("portal/php-fpm.pid"),
        )
        .unwrap();
        let pid = pid.split_whitespace().next().unwrap();
        assert!(Command::new("kill").args(["-USR2", pid]).status().unwrap().success());
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        let _ = script("portal.sh", &self.stage).arg("stop").status();
    }
}

/// Where a node keeps its files.
pub(crate) fn folder(node: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/chaos").join(node)
}

pub(crate) fn password_hash() -> String {
    bcrypt::hash_with_result(PASSWORD, 4).unwrap().format_for_version(bcrypt::Version::TwoY)
}

/// One of this project's scripts, on a stage.
pub(crate) fn script(name: &str, stage: &str) -> Command {
    let mut command = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts").join(name));
    command.env("ENTRATA_STAGE", stage);
    command
}

/// Runs it to its end, and gives what it printed.
pub(crate) fn run(mut command: Command) -> String {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{command:?}: {}", text(&output.stderr));
    text(&output.stdout)
}
