//! What every server wants to be reached safely: whose certificates are believed, and who logs in.

use secrecy::SecretString;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

/// How the line is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encryption {
    /// From the first byte on.
    Implicit(Trust),
    /// After a first greeting in clear; never without.
    StartTls(Trust),
    /// For a server on this machine.
    None,
}

/// Whose certificates are believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    System,
    /// Only the authorities in this PEM text.
    Own(Vec<u8>),
}

/// How the user is made known, with the secret, which is never shown.
#[derive(Debug, Clone)]
pub enum Login {
    Plain(SecretString),
    Login(SecretString),
    /// An access token.
    XOAuth2(SecretString),
}

impl Login {
    /// What may not be shown.
    pub(in crate::mail) fn secret(&self) -> &SecretString {
        match self {
            Self::Plain(secret) | Self::Login(secret) | Self::XOAuth2(secret) => secret,
        }
    }
}

impl Trust {
    /// The certificates of the authorities that are believed.
    pub(in crate::mail) fn authorities(&self) -> Result<Vec<CertificateDer<'static>>, String> {
        match self {
            Self::System => {
                let found = rustls_native_certs::load_native_certs().certs;
                if found.is_empty() {
                    return Err("this machine has no list of certificate authorities: install \
                                ca-certificates, or name a ca_file"
                        .to_owned());
                }
                Ok(found)
            }
            Self::Own(pem) => {
                let found: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(pem)
                    .collect::<Result<_, _>>()
                    .map_err(|error| format!("the ca_file is damaged: {error}"))?;
                if found.is_empty() {
                    return Err("the ca_file has no certificate in it".to_owned());
                }
                Ok(found)
            }
        }
    }
}

/// Whether a host is this machine without asking anybody.
pub(in crate::mail) fn here(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
