//! The authorities that vouch for Entrata's addresses: those that the system trusts.

use std::path::PathBuf;
use std::{env, fs};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Certificate;

/// The system's bundle of certificates, in one file; none where there is no such file, where it cannot be read, or where
/// somebody names a folder instead: `rustls-native-certs` then finds what there is.
///
/// It would read the bundle as well, then the folder that holds the same certificates once more, and with a reader whose
/// time tells nothing of what it reads, as is right for secret keys: some milliseconds at the start of each process.
pub(super) fn bundle() -> Option<Vec<Certificate>> {
    if env::var_os("SSL_CERT_DIR").is_some() {
        return None;
    }
    let file = match env::var_os("SSL_CERT_FILE") {
        Some(named) => PathBuf::from(named),
        None => openssl_probe::probe().cert_file?,
    };
    certificates(&fs::read_to_string(file).ok()?).filter(|certificates| !certificates.is_empty())
}

/// All the certificates of a PEM text, or none of them.
fn certificates(pem: &str) -> Option<Vec<Certificate>> {
    let certificate = |block: &str| {
        let (lines, _) = block.split_once("-----END CERTIFICATE-----")?;
        let lines: String = lines.split_ascii_whitespace().collect();
        Certificate::from_der(&STANDARD.decode(lines).ok()?).ok()
    };
    pem.split("-----BEGIN CERTIFICATE-----").skip(1).map(certificate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_is_read_as_a_whole_or_not_at_all() {
        let good = "# A name\n-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
        assert_eq!(certificates(&good.repeat(3)).map(|found| found.len()), Some(3));
        assert!(certificates(&good.replace("MAA=", "M\nA\nA=\n")).is_some(), "broken into lines");
        for bad in [good.replace("MAA=", "MA*="), good.replace("MAA=", "MAA"), good.replace("-----END", "")] {
            assert!(certificates(&format!("{good}{bad}{good}")).is_none(), "{bad}");
        }
        assert_eq!(certificates("nothing").map(|found| found.len()), Some(0));
    }
}
