//! Enforces the dependency rules of docs/architecture.md.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A module's path without `crate`: `["store", "host", "map"]`; empty for lib.rs.
type Module = Vec<String>;

/// Which modules a module may use in addition to itself and the shared types at the crate's root.
const MAY_USE: [(&str, &[&str]); 9] = [
    ("tour", &[]),
    ("api", &["tour"]),
    ("store::schema", &["store"]),
    ("store::entrata", &["store"]),
    ("store::host", &["store", "store::schema"]),
    ("store", &["store::entrata", "store::host", "store::schema"]),
    ("portal", &["api", "store", "store::entrata", "store::host", "store::schema", "tour"]),
    ("sandbox", &["api", "tour"]),
    ("php", &["api", "portal", "store", "store::entrata", "store::host", "store::schema", "tour"]),
];

/// One source file: its module, and the modules it imports.
struct File {
    path: PathBuf,
    module: Module,
    imports: Vec<Module>,
    exports: Vec<(String, Module)>,
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() && name != "tests" && name != "bin" {
            rust_files(&path, found);
        } else if name.ends_with(".rs") && !name.ends_with("_tests.rs") && name != "tests.rs" {
            found.push(path);
        }
    }
}

fn module_of(path: &Path) -> Module {
    let inside = path.strip_prefix("src").unwrap().with_extension("");
    let mut parts: Module = inside.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    if matches!(parts.last().map(String::as_str), Some("mod" | "lib")) {
        parts.pop();
    }
    parts
}

/// `a::{b, c::{self, d}}` as `a::b`, `a::c`, `a::c::d`.
fn expand(tree: &str, before: &[String], paths: &mut Vec<Module>) {
    let tree = tree.trim();
    let Some(open) = tree.find('{') else {
        let path = tree.split(" as ").next().unwrap().trim();
        if !path.is_empty() {
            let parts = path
                .split("::")
                .map(|part| part.trim().to_owned())
                .filter(|part| part != "self" || before.is_empty());
            paths.push(before.iter().cloned().chain(parts).collect());
        }
        return;
    };
    let head = tree[..open].split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned);
    let before: Module = before.iter().cloned().chain(head).collect();
    let inner = &tree[open + 1..tree.rfind('}').expect("a use tree closes its brace")];
    let (mut depth, mut start) = (0, 0);
    for (at, letter) in inner.char_indices().chain([(inner.len(), ',')]) {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&inner[start..at], &before, paths);
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// A path as written in `module`, from the crate's root; `None` for other crates.
fn absolute(path: &Module, module: &Module, modules: &BTreeSet<Module>) -> Option<Module> {
    let mut rest = path.as_slice();
    let mut base = module.clone();
    match rest.first()?.as_str() {
        "crate" => return Some(rest[1..].to_vec()),
        "self" | "super" => {
            while let Some(step @ ("self" | "super")) = rest.first().map(String::as_str) {
                if step == "super" {
                    base.pop();
                }
                rest = &rest[1..];
            }
        }
        child => {
            let mut own = module.clone();
            own.push(child.to_owned());
            if !modules.contains(&own) {
                return None;
            }
        }
    }
    base.extend(rest.iter().cloned());
    Some(base)
}

fn read(path: &Path, modules: &BTreeSet<Module>) -> File {
    let module = module_of(path);
    let text = fs::read_to_string(path).unwrap();
    // Tests inside a file may use what they like.
    let text = Regex::new(r"#\[cfg\(test\)\][ \n]*mod ").unwrap().split(&text).next().unwrap().to_owned();
    let text = Regex::new(r"//[^\n]*|pub\(in [^)]*\)").unwrap().replace_all(&text, "pub").into_owned();
    let uses = Regex::new(r"(?m)^ *(pub(?:\([^)]*\))? +)?use +([^;]+);").unwrap();
    let mut file =
        File { path: path.to_owned(), module: module.clone(), imports: Vec::new(), exports: Vec::new() };
    for found in uses.captures_iter(&text) {
        let mut paths = Vec::new();
        expand(&found[2], &[], &mut paths);
        for path in paths {
            let Some(target) = absolute(&path, &module, modules) else { continue };
            if found.get(1).is_some() {
                file.exports.push((target.last().cloned().unwrap_or_default(), target.clone()));
            }
            file.imports.push(target);
        }
    }
    // A path in the middle of the code is an import as well.
    for found in Regex::new(r"crate((?:::[A-Za-z0-9_]+)+)").unwrap().captures_iter(&text) {
        file.imports.push(found[1].split("::").skip(1).map(str::to_owned).collect());
    }
    file
}

/// The files, and for each the indexes of those it uses; re-exports are followed to where an item is defined.
fn graph() -> (Vec<File>, Vec<BTreeSet<usize>>) {
    let mut paths = Vec::new();
    rust_files(Path::new("src"), &mut paths);
    paths.sort();
    let modules: BTreeSet<Module> = paths.iter().map(|path| module_of(path)).collect();
    let files: Vec<File> = paths.iter().map(|path| read(path, &modules)).collect();
    let by_module: BTreeMap<&Module, usize> =
        files.iter().enumerate().map(|(at, file)| (&file.module, at)).collect();
    let exports: BTreeMap<(&Module, &str), &Module> = files
        .iter()
        .flat_map(|file| {
            file.exports.iter().map(move |(name, target)| ((&file.module, name.as_str()), target))
        })
        .collect();
    let resolve = |path: &Module| {
        let mut path = path.clone();
        for _ in 0..8 {
            let length =
                (0..=path.len()).rev().find(|&length| by_module.contains_key(&path[..length].to_vec()))?;
            let module = path[..length].to_vec();
            match path.get(length).and_then(|name| exports.get(&(&module, name.as_str()))) {
                Some(&target) if *target != path => {
                    path = target.iter().chain(&path[length + 1..]).cloned().collect();
                }
                _ => return by_module.get(&module).copied(),
            }
        }
        None
    };
    let edges = files
        .iter()
        .enumerate()
        .map(|(at, file)| {
            let used = file.imports.iter().filter_map(&resolve).filter(|&other| other != at);
            // lib.rs only lists modules, and a child's import of its mod.rs only leads back to its siblings.
            used.filter(|&other| !files[other].module.is_empty() && !file.module.is_empty())
                .filter(|&other| !is_above(&files[other], file))
                .collect()
        })
        .collect();
    (files, edges)
}

/// Whether a file is the mod.rs of a folder that contains the other.
fn is_above(file: &File, other: &File) -> bool {
    file.path.ends_with("mod.rs") && other.module.starts_with(&file.module)
}

/// The entry of a module in [`MAY_USE`]. `None` for the shared types at the root.
fn room(module: &Module) -> Option<&'static str> {
    let path = module.join("::");
    let inside = |room: &str| path == room || path.starts_with(&format!("{room}::"));
    MAY_USE.iter().map(|(name, _)| *name).filter(|name| inside(name)).max_by_key(|name| name.len())
}

#[test]
fn modules_use_only_the_modules_they_may() {
    let (files, edges) = graph();
    let mut wrong = Vec::new();
    for (file, used) in files.iter().zip(&edges) {
        let Some(from) = room(&file.module) else { continue };
        let allowed = MAY_USE.iter().find(|(name, _)| *name == from).unwrap().1;
        for &other in used {
            if let Some(to) = room(&files[other].module)
                && to != from
                && !allowed.contains(&to)
            {
                wrong.push(format!("{} uses {}", file.path.display(), files[other].path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the rules:\n{}", wrong.join("\n"));
}

#[test]
fn no_file_imports_itself_through_others() {
    let (files, edges) = graph();
    assert!(files.len() > 100, "only {} files were found", files.len());
    assert!(edges.iter().map(BTreeSet::len).sum::<usize>() > 200, "the imports were not understood");
    let reaches = |from: usize, to: usize| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(at) = open.pop() {
            for &next in &edges[at] {
                if next == to {
                    return true;
                }
                if seen.insert(next) {
                    open.push(next);
                }
            }
        }
        false
    };
    let cyclic: Vec<_> = (0..files.len())
        .filter(|&at| reaches(at, at))
        .map(|at| files[at].path.display().to_string())
        .collect();
    assert!(cyclic.is_empty(), "files in import cycles:\n{}", cyclic.join("\n"));
}
