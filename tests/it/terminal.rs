//! What the program prints: no text from outside acts on the administrator's terminal.

use crate::stage::{CID, PROPERTY, Stage};

/// Red letters, a window title, a cleared screen, a forged line, and characters that turn the direction of text.
const HOSTILE: &str =
    "a\u{1b}[31mb\u{1b}]0;pwned\u{7}\u{1b}[2J\r\nok  forged\u{9b}31m\u{202e}\u{200f}\u{2028}z";
/// What fits into a column of 16 characters.
const SHORT: &str = "a\u{1b}[31m\r\n\u{9b}\u{202e}";

fn assert_harmless(what: &str, printed: &str) {
    let acts = |letter: char| letter != '\n' && entrata::logging::is_unprintable(letter);
    let line = printed.lines().find(|line| line.contains(acts) || line.starts_with("ok  forged"));
    assert!(line.is_none(), "{what}: {:?}", line.unwrap_or_default());
}

#[tokio::test]
async fn no_stored_or_typed_text_acts_on_a_terminal() {
    let stage = Stage::activated().await;
    let house = stage.house(PROPERTY).await;
    let slot = stage.slots(house).await.remove(0);
    stage.viewing("ada@example.com", house, &slot).await;
    for (sql, value) in [
        ("UPDATE viewings SET status = ?", SHORT),
        ("UPDATE entrata_viewings SET external_id = ?", SHORT),
        ("UPDATE entrata_clients SET company_name = ?", HOSTILE),
        ("UPDATE entrata_jobs SET state = 'DEAD', last_error = ?", HOSTILE),
        ("UPDATE entrata_webhooks SET request_type = ?", SHORT),
        ("UPDATE entrata_webhooks SET outcome = ?", SHORT),
        ("UPDATE entrata_webhooks SET error = ?", HOSTILE),
        ("UPDATE entrata_properties SET name = ?", HOSTILE),
    ] {
        stage.database.run(sql, (value,)).await;
    }
    let cid = CID.to_string();
    let report = std::env::temp_dir().join(format!("entrata-it-{}.json", stage.database.name));
    let file = report.display().to_string();
    let hostile_file = format!("{file}{HOSTILE}");
    stage.let_limits_pass().await;
    let commands: [&[&str]; 11] = [
        &["check"],
        &["check", "--json"],
        &["migrate", "--check"],
        &["webhooks", "--since", "1h"],
        &["webhooks", "--since", "1h", "--json"],
        &["sync", "--cid", &cid],
        &["probe", "--cid", &cid, "--report", &file],
        &["forget", "--email", HOSTILE],
        &["forget", "--email", "ada@example.com"],
        &["agent", "--cid", &cid, "--email", HOSTILE],
        &["--env-file", &hostile_file, "check"],
    ];
    let mut shown = String::new();
    for command in commands {
        let (_, printed) = stage.program(command);
        assert_harmless(command[0], &printed);
        shown.push_str(&printed);
    }
    assert!(shown.matches("\\u001b[31m").count() >= 4, "the texts are there, as text: {shown}");
    let written = std::fs::read_to_string(&report).unwrap_or_default();
    assert_harmless("the report", &written);
    let _ = std::fs::remove_file(report);
}

#[tokio::test]
async fn no_foreign_text_acts_on_a_terminal_through_the_worker_s_log() {
    let stage = Stage::activated().await;
    // An event of a kind that an attacker with a foothold in the database wrote, and a command that fails.
    let sql = "INSERT INTO entrata_events (cid, kind) VALUES (4711, ?)";
    stage.database.run(sql, ("BAD\u{1b}[31m\u{7}",)).await;
    stage.database.run("UPDATE entrata_clients SET subdomain = ?", ("x\u{1b}[2J\u{9b}y",)).await;
    stage.database.run("UPDATE entrata_jobs SET due_at = UTC_TIMESTAMP(3), state = 'DUE'", ()).await;
    let output = stage
        .command(&["worker", "--once", "--event-command", "exit 1"])
        .env("ENTRATA_LOG", "trace")
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(printed.contains("event not delivered") && printed.contains("\\u{1b}"), "{printed}");
    assert_harmless("the log", &printed);
}
