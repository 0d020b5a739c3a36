//! How the shared library is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // PHP unloads modules at its end; a thread that is still inside ours would crash (rust-lang/rust#91979).
    println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
    // The tables of time zones are full of pointers: packed, they cost a tenth of the file and of the start.
    println!("cargo::rustc-cdylib-link-arg=-Wl,-z,pack-relative-relocs");
}
