//! Which statements of the store name the company's `cid`, held against the list in docs/scaling.md.
//!
//! `cid` can be the sharding key only as long as every statement on a hot path names it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// One statement: the file and function that it stands in, and its text with the constants in it.
struct Statement {
    place: (String, String),
    text: String,
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// A literal as the compiler reads it, on one line.
fn line(literal: &str) -> String {
    let joined = Regex::new(r"\\\n\s*").unwrap().replace_all(literal, "").into_owned();
    Regex::new(r"\s+").unwrap().replace_all(&joined, " ").trim().to_owned()
}

fn source(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = Regex::new(r"#\[cfg\(test\)\]\s*mod ").unwrap().split(&text).next().unwrap().to_owned();
    Regex::new(r"(?m)^\s*//.*$").unwrap().replace_all(&text, "").into_owned()
}

const LITERAL: &str = r#"r?"((?:\\[\s\S]|[^"\\])*)""#;

/// The text constants of a file, and those that all files share.
fn constants(own: &str, shared: &str) -> BTreeMap<String, String> {
    let constant = Regex::new(&format!(r"const (\w+): &str\s*=\s*{LITERAL}")).unwrap();
    let all = constant.captures_iter(shared).chain(constant.captures_iter(own));
    all.map(|found| (found[1].to_owned(), line(&found[2]))).collect()
}

/// Every statement in `src/store`.
fn statements() -> Vec<Statement> {
    let mut paths = Vec::new();
    rust_files(Path::new("src/store"), &mut paths);
    let sources: Vec<_> = paths
        .iter()
        .map(|path| (path.strip_prefix("src/store").unwrap().display().to_string(), source(path)))
        .collect();
    let shared = source(Path::new("src/store/lease.rs"));
    let (literal, function) = (Regex::new(LITERAL).unwrap(), Regex::new(r"\bfn (\w+)").unwrap());
    let verb = Regex::new(r"^(SELECT|INSERT|UPDATE|DELETE|REPLACE)\b.* (FROM|INTO|SET) ").unwrap();
    let mut found = Vec::new();
    for (file, text) in &sources {
        let constants = constants(text, &shared);
        let starts: Vec<_> =
            function.captures_iter(text).map(|name| (name.get(0).unwrap().start(), name)).collect();
        for (number, (start, name)) in starts.iter().enumerate() {
            let end = starts.get(number + 1).map_or(text.len(), |(next, _)| *next);
            let literals: Vec<_> =
                literal.captures_iter(&text[*start..end]).map(|found| line(&found[1])).collect();
            for written in literals.iter().filter(|written| verb.is_match(&format!("{written} "))) {
                let mut whole = written.clone();
                // Conditions that are put together stand beside it.
                if whole.contains("{conditions}") {
                    whole = format!("{whole} {}", literals.join(" "));
                }
                for (constant, value) in constants.iter().chain(&constants) {
                    whole = whole.replace(&format!("{{{constant}}}"), value);
                }
                found.push(Statement { place: (file.clone(), name[1].to_owned()), text: whole });
            }
        }
    }
    found
}

/// Whether a statement names the company that it is about.
fn names_cid(statement: &str) -> bool {
    let condition = Regex::new(r"\bcid (=|<=>) (:|\{|0\b)|\bcid IN \(").unwrap();
    let inserted = Regex::new(r"^(INSERT|REPLACE)[^(]*\([^)]*\bcid\b").unwrap();
    condition.is_match(statement) || inserted.is_match(statement)
}

/// The functions that docs/scaling.md lists, each with the file that it stands in.
fn listed() -> BTreeSet<(String, String)> {
    let page = fs::read_to_string("docs/scaling.md").unwrap();
    let row = Regex::new(r"(?m)^\| `([\w/]+\.rs)` \| ((?:`\w+`(?:, )?)+) \| [^|]+ \| [^|]+ \|$").unwrap();
    let name = Regex::new(r"`(\w+)`").unwrap();
    let mut found = BTreeSet::new();
    for row in row.captures_iter(&page) {
        found.extend(name.captures_iter(&row[2]).map(|name| (row[1].to_owned(), name[1].to_owned())));
    }
    found
}

#[test]
fn each_statement_names_cid_or_the_scaling_page_says_why_not() {
    let statements = statements();
    assert!(statements.len() > 100, "only {} statements were found", statements.len());
    let without: BTreeSet<_> = statements
        .iter()
        .filter(|statement| !names_cid(&statement.text) && !statement.text.contains("information_schema"))
        // The checks of the portal's tables are about whole tables.
        .filter(|statement| !statement.place.0.starts_with("host/fit"))
        .map(|statement| statement.place.clone())
        .collect();
    let listed = listed();
    let missing: Vec<_> = without.difference(&listed).collect();
    assert!(missing.is_empty(), "statements without cid that docs/scaling.md does not list: {missing:#?}");
    let stale: Vec<_> = listed.difference(&without).collect();
    assert!(stale.is_empty(), "docs/scaling.md lists statements that name cid or do not exist: {stale:#?}");
}

#[test]
fn a_statement_names_cid_by_a_condition_or_a_column() {
    assert!(names_cid("SELECT 1 FROM t WHERE cid = :cid AND id = :id"));
    assert!(names_cid("INSERT INTO t (id, cid) VALUES (:id, :cid)"));
    assert!(!names_cid("SELECT cid FROM t WHERE id = :id"));
    assert!(!names_cid("UPDATE t JOIN u ON u.cid = t.cid SET cid = NULL WHERE t.id = :id"));
    assert!(!names_cid("INSERT INTO t (id) SELECT cid FROM u"));
}
