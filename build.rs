//! Settings for the PHP extension that Cargo.toml cannot express.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(php82)");
    if std::env::var_os("CARGO_FEATURE_PHP").is_some() {
        // `#[php(readonly)]` asks for this in the crate that uses it.
        println!("cargo::rustc-cfg=php82");
        let of = |name| std::env::var(name).unwrap_or_default();
        println!("cargo::rustc-env=ENTRATA_BUILD={}, {}", of("PROFILE"), of("TARGET"));
    }
}
