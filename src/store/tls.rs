//! Encryption of database connections, with MySQL's modes.

use mysql_async::{ClientIdentity, SslOpts};
use std::path::PathBuf;
use std::str::FromStr;

/// Encryption and verification of a connection: MySQL's `--ssl-mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SslMode {
    /// Never.
    Disabled,
    /// Encrypted if the server offers it; nothing is verified. The default, as in MySQL's own clients.
    #[default]
    Preferred,
    /// Always encrypted; nothing is verified.
    Required,
    /// The server's certificate must be signed by the CA.
    VerifyCa,
    /// Its certificate must also name the host.
    VerifyIdentity,
}

impl SslMode {
    /// MySQL's name of the mode.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disabled => "DISABLED",
            Self::Preferred => "PREFERRED",
            Self::Required => "REQUIRED",
            Self::VerifyCa => "VERIFY_CA",
            Self::VerifyIdentity => "VERIFY_IDENTITY",
        }
    }
}

impl FromStr for SslMode {
    type Err = String;

    /// Parses MySQL's name of a mode, in any letter case.
    ///
    /// # Errors
    ///
    /// A sentence with the known modes.
    fn from_str(text: &str) -> Result<Self, String> {
        let modes = [Self::Disabled, Self::Preferred, Self::Required, Self::VerifyCa, Self::VerifyIdentity];
        modes.into_iter().find(|mode| mode.as_str().eq_ignore_ascii_case(text)).ok_or_else(|| {
            "has an unknown ssl-mode (expected DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY)"
                .to_owned()
        })
    }
}

/// How a connection is encrypted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tls {
    /// The mode of encryption and verification.
    pub mode: SslMode,
    /// The CA's certificates, as PEM. Without it, public CAs are trusted.
    pub ca: Option<PathBuf>,
    /// Our own certificate, as PEM, and its key.
    pub identity: Option<(PathBuf, PathBuf)>,
}

impl Tls {
    /// The driver's options, if the mode is not [`SslMode::Disabled`].
    pub(super) fn driver_options(&self) -> SslOpts {
        let verifies = matches!(self.mode, SslMode::VerifyCa | SslMode::VerifyIdentity);
        let identity = self
            .identity
            .as_ref()
            .map(|(cert, key)| ClientIdentity::new(cert.clone().into(), key.clone().into()));
        let mut options = SslOpts::default()
            .with_danger_accept_invalid_certs(!verifies)
            .with_danger_skip_domain_validation(self.mode != SslMode::VerifyIdentity)
            .with_client_identity(identity);
        if let Some(ca) = self.ca.as_ref().filter(|_| verifies) {
            options = options.with_disable_built_in_roots(true).with_root_certs(vec![ca.clone().into()]);
        }
        options
    }
}
