//! Requests to a provider: over TLS that is checked, without detours, with limits.

use std::sync::Arc;
use std::time::Duration;

use oauth2::{HttpClientError, HttpRequest, HttpResponse};
use tokio_rustls::rustls::crypto::ring;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::OAuthError;
use crate::mail::access::Trust;

/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// No answer is longer, in bytes.
const LONGEST: u64 = 256 * 1024;

pub(super) fn agent(trust: &Trust) -> Result<Agent, OAuthError> {
    let authorities = trust.authorities().map_err(OAuthError::Settings)?;
    let authorities: Vec<Certificate<'static>> =
        authorities.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(authorities)))
        .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
        .build();
    let config = Agent::config_builder()
        .tls_config(tls)
        // A provider says what is wrong in the body of its refusal.
        .http_status_as_error(false)
        // A token must not be carried to where the answer points.
        .max_redirects(0)
        .proxy(None)
        .timeout_global(Some(PATIENCE))
        .build();
    Ok(config.new_agent())
}

pub(super) fn call(
    agent: &Agent,
    request: HttpRequest,
) -> Result<HttpResponse, HttpClientError<ureq::Error>> {
    let (head, mut body) = agent.run(request).map_err(Box::new)?.into_parts();
    let bytes = body.with_config().limit(LONGEST).read_to_vec().map_err(Box::new)?;
    Ok(HttpResponse::from_parts(head, bytes))
}
