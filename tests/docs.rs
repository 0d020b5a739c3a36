//! The docs name only tests, files and pages that exist, and tests have short names.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use regex::Regex;
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("node_modules") {
                files(&path, endings, found);
            }
        } else if path.extension().is_some_and(|ending| endings.contains(&ending.to_str().unwrap())) {
            found.push(path);
        }
    }
}

/// Every page: its path and its text.
fn pages() -> Vec<(PathBuf, String)> {
    let mut paths = ["README.md", "SECURITY.md", "CONTRIBUTING.md"].map(PathBuf::from).to_vec();
    files(Path::new("docs"), &["md"], &mut paths);
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

fn code() -> String {
    let mut paths = Vec::new();
    for folder in ["src", "tests", "php", "fuzz/fuzz_targets"] {
        files(Path::new(folder), &["rs", "php", "mjs", "py"], &mut paths);
    }
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn every_test_that_a_page_names_exists() {
    let code = code();
    let names = Regex::new("`…?((?:[A-Za-z_]+::)*)(test_\\w+|[a-z]+(?:_[a-z0-9]+){3,})`").unwrap();
    let titles = Regex::new(r"browser: \*([^*]+)\*").unwrap();
    let (mut count, mut missing) = (0, Vec::new());
    for (path, page) in pages() {
        for found in names.captures_iter(&page) {
            count += 1;
            let name = &found[2];
            let is_test = !found[1].is_empty() || name.starts_with("test_");
            let exists = if is_test {
                code.contains(&format!("fn {name}(")) || code.contains(&format!("function {name}("))
            } else {
                code.contains(name)
            };
            if !exists {
                missing.push(format!("{}: {name}", path.display()));
            }
        }
        let titles = titles.captures_iter(&page).map(|found| found[1].to_owned());
        missing.extend(titles.filter(|title| !code.contains(&format!("test('{title}'"))));
    }
    assert!(count > 100, "only {count} names were found");
    assert!(missing.is_empty(), "no such tests:\n{}", missing.join("\n"));
}

#[test]
fn every_link_and_path_in_a_page_leads_to_a_file() {
    let links = Regex::new(r"\]\(([^)#:]+)(?:#[^)]*)?\)").unwrap();
    let paths =
        Regex::new("`((?:src|php|tests|docs|scripts|benches|examples|packaging)/[A-Za-z0-9_./-]+)`").unwrap();
    let (mut count, mut missing) = (0, Vec::new());
    for (path, page) in pages() {
        let folder = path.parent().unwrap();
        let linked = links.captures_iter(&page).map(|found| folder.join(&found[1]));
        let named = paths.captures_iter(&page).map(|found| PathBuf::from(&found[1]));
        for file in linked.chain(named) {
            count += 1;
            if !file.exists() {
                missing.push(format!("{}: {}", path.display(), file.display()));
            }
        }
    }
    assert!(count > 200, "only {count} links were found");
    assert!(missing.is_empty(), "no such files:\n{}", missing.join("\n"));
}

#[test]
fn a_test_name_has_fewer_than_72_letters() {
    let code = code();
    let names = Regex::new(r"(?m)(?:#\[(?:tokio::)?test[^\]]*\]\s+(?:#\[[^\]]*\]\s+)*(?:async )?fn |function test_|^test\(')(\w+|[^']+)").unwrap();
    let names: Vec<_> = names.captures_iter(&code).map(|found| found[1].to_owned()).collect();
    assert!(names.len() > 500, "only {} tests were found", names.len());
    let long: Vec<_> = names.iter().filter(|name| name.len() >= 72).collect();
    assert!(long.is_empty(), "shorten these names:\n{long:#?}");
}

#[test]
fn every_attack_on_the_security_page_names_its_test() {
    let page = fs::read_to_string("docs/security.md").unwrap();
    let (_, attacks) = page.split_once("\n## Attackers\n").unwrap();
    let (attacks, _) = attacks.split_once("\n## Hardening\n").unwrap();
    let rows = attacks.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---"));
    let statements = attacks.split("\n\n").filter(|part| part.trim_start().starts_with("**"));
    let test = Regex::new(r"`[A-Za-z_:]+(?:::[a-z0-9_]+|Test)`|browser: \*|the fuzz target").unwrap();
    let statements: Vec<_> = rows.skip(1).chain(statements).collect();
    assert!(statements.len() > 30, "only {} statements were found", statements.len());
    let untested: Vec<_> = statements.iter().filter(|statement| !test.is_match(statement)).collect();
    assert!(untested.is_empty(), "said without a test: {untested:#?}");
}
