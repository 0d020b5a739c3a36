//! TLS: rustls with ring, and the certificate authorities that the system trusts.
//!
//! The configuration is passed to the HTTP client. Nothing is installed for the whole process, which may use another
//! crypto provider.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

use crate::error::{Error, ErrorKind, Result};

/// Returns the TLS configuration. `extra` are certificates in PEM that are trusted besides the system's.
///
/// # Errors
///
/// [`ErrorKind::Config`] if a file of certificates cannot be used, or if the system has none.
pub(crate) fn config(extra: &[Vec<u8>]) -> Result<ClientConfig> {
    let mut roots = system_roots()?;
    for pem in extra {
        for certificate in certificates(pem, "the given root certificates")? {
            roots.add(certificate).map_err(|error| {
                Error::new(ErrorKind::Config, "a given root certificate cannot be used").with_source(error)
            })?;
        }
    }
    if roots.is_empty() {
        return Err(Error::new(
            ErrorKind::Config,
            "the system has no root certificates (expected the package ca-certificates, or SSL_CERT_FILE)",
        ));
    }
    with_roots(roots)
}

/// Returns a configuration that trusts no server, for calls without TLS: reading the certificates takes time.
pub(crate) fn config_without_roots() -> Result<ClientConfig> {
    with_roots(RootCertStore::empty())
}

fn with_roots(roots: RootCertStore) -> Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder =
        builder.map_err(|error| Error::new(ErrorKind::Config, "TLS cannot be set up").with_source(error))?;
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// Returns the certificates of `SSL_CERT_FILE` or `SSL_CERT_DIR` if one of them is set, else the system's.
fn system_roots() -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    if let Some(file) = env::var_os("SSL_CERT_FILE").map(PathBuf::from) {
        roots.add_parsable_certificates(named_file(&file)?);
        return Ok(roots);
    }
    if env::var_os("SSL_CERT_DIR").is_none() {
        // `rustls-native-certs` reads the bundle as well, and then the folder with the same certificates once more.
        if let Some(pem) = openssl_probe::probe().cert_file.and_then(|file| fs::read(file).ok()) {
            roots.add_parsable_certificates(
                certificates(&pem, "the system's certificates").unwrap_or_default(),
            );
        }
    }
    if roots.is_empty() {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    Ok(roots)
}

fn named_file(file: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let name = format!("SSL_CERT_FILE {}", file.display());
    let pem = fs::read(file).map_err(|error| {
        Error::new(ErrorKind::Config, format!("{name} cannot be read")).with_source(error)
    })?;
    certificates(&pem, &name)
}

fn certificates(pem: &[u8], name: &str) -> Result<Vec<CertificateDer<'static>>> {
    let unusable =
        || Error::new(ErrorKind::Config, format!("{name} cannot be used (expected certificates in PEM)"));
    let found: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let found = found.map_err(|error| unusable().with_source(error))?;
    if found.is_empty() { Err(unusable()) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_that_are_not_pem_are_an_error_that_names_them() {
        let good = "# A name\n-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
        assert_eq!(certificates(good.repeat(3).as_bytes(), "x").unwrap().len(), 3);
        for bad in ["", "no certificate", &good.replace("MAA=", "MA*=")] {
            let error = certificates(bad.as_bytes(), "the file roots.pem").unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(error.message().starts_with("the file roots.pem cannot be used"), "{error}");
        }
        assert!(
            named_file(Path::new("/nonexistent/roots.pem")).unwrap_err().message().contains("cannot be read")
        );
    }

    #[test]
    fn a_given_certificate_must_be_one() {
        let pem = b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n".to_vec();
        assert_eq!(config(&[pem]).unwrap_err().kind(), ErrorKind::Config);
    }

    #[test]
    fn no_crypto_provider_is_installed_for_the_process() {
        let _ = config(&[]);
        assert!(rustls::crypto::CryptoProvider::get_default().is_none());
    }
}
