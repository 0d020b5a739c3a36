//! Settings for the PHP extension that Cargo.toml cannot express.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(php82)");
    if std::env::var_os("CARGO_FEATURE_PHP").is_some() {
        // `#[php(readonly)]` asks for this in the crate that uses it.
        println!("cargo::rustc-cfg=php82");
        let of = |name| std::env::var(name).unwrap_or_default();
        println!("cargo::rustc-env=ENTRATA_BUILD={}, {}", of("PROFILE"), of("TARGET"));
        // PHP unloads modules at its end; a thread that is still inside ours would crash (rust-lang/rust#91979).
        println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
        // The tables of time zones are full of pointers: packed, they cost a tenth of the file and of the start.
        println!("cargo::rustc-cdylib-link-arg=-Wl,-z,pack-relative-relocs");
    }
}
