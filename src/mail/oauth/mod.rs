//! Signing in to a mail provider (OAuth 2.0): the person agrees in a browser, and the program gets a token
//! that it may renew. The client id is the user's own.

mod http;
mod redirect;

use std::time::Duration;

use oauth2::basic::{BasicClient, BasicErrorResponseType, BasicTokenResponse};
use oauth2::{
    AuthType, AuthUrl, ClientId, ClientSecret, DeviceAuthorizationUrl, DeviceCodeErrorResponseType,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpClientError, RefreshToken,
    RequestTokenError, Scope, StandardDeviceAuthorizationResponse, TokenResponse, TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};

pub use self::redirect::Redirect;
use super::access::Trust;
use super::smtp::one_line;

/// A registration with a provider, and where the provider is asked.
#[derive(Debug, Clone)]
pub struct Application {
    pub client_id: String,
    pub client_secret: Option<SecretString>,
    pub authorise_url: String,
    pub token_url: String,
    pub device_url: Option<String>,
    pub scopes: Vec<String>,
    /// What else goes into the address that the browser opens.
    pub extra: Vec<(&'static str, &'static str)>,
    /// How this machine is called in the address that the browser is sent back to.
    pub redirect_host: &'static str,
    pub trust: Trust,
}

/// What the provider gave.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// Opens the mailbox for about an hour.
    pub access: SecretString,
    /// Gets the next one; a provider may give another with each use.
    pub refresh: Option<SecretString>,
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum OAuthError {
    #[error("the provider could not be reached: {0}")]
    NotReached(String),
    #[error("the provider says that access was denied: {0}")]
    Denied(String),
    #[error("the sign-in has run out or was taken back: {0}")]
    RunOut(String),
    #[error("the provider refuses: {0}")]
    Refused(String),
    #[error("the answer that came belongs to another sign-in; its code was not used")]
    OtherSignIn,
    #[error("nobody signed in within {} minutes", .0.as_secs().div_ceil(60))]
    TooLate(Duration),
    #[error("{0}")]
    Settings(String),
}

type Client =
    BasicClient<EndpointSet, EndpointMaybeSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

impl Application {
    fn client(&self) -> Result<Client, OAuthError> {
        let settings = |error: oauth2::url::ParseError| OAuthError::Settings(error.to_string());
        let device = self.device_url.clone().map(DeviceAuthorizationUrl::new).transpose();
        let mut client = BasicClient::new(ClientId::new(self.client_id.clone()))
            .set_auth_uri(AuthUrl::new(self.authorise_url.clone()).map_err(settings)?)
            .set_token_uri(TokenUrl::new(self.token_url.clone()).map_err(settings)?)
            .set_device_authorization_url_option(device.map_err(settings)?)
            .set_auth_type(AuthType::RequestBody);
        if let Some(secret) = &self.client_secret {
            client = client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()));
        }
        Ok(client)
    }

    fn scopes(&self) -> impl Iterator<Item = Scope> {
        self.scopes.iter().cloned().map(Scope::new)
    }

    /// What may not be shown is taken out of what the provider says.
    fn told(&self, words: &str, more: &[&SecretString]) -> String {
        let secrets = self.client_secret.iter().chain(more.iter().copied());
        let hidden = secrets
            .fold(words.to_owned(), |words, secret| words.replace(secret.expose_secret(), "…"));
        one_line(&hidden)
    }

    /// A fresh access token for a refresh token.
    pub fn renew(&self, refresh: &SecretString) -> Result<Tokens, OAuthError> {
        let client = self.client()?;
        let agent = http::agent(&self.trust)?;
        let token = RefreshToken::new(refresh.expose_secret().to_owned());
        let answer = client
            .exchange_refresh_token(&token)
            .request(&|request| http::call(&agent, request))
            .map_err(|error| self.refused(error, &[refresh]))?;
        Ok(tokens(&answer))
    }

    /// Signs in by a code that the person types on any device; `tell` shows where, and the code.
    pub fn by_device(
        &self,
        tell: &mut dyn FnMut(&str, &str),
        sleep: impl Fn(Duration),
    ) -> Result<Tokens, OAuthError> {
        let client = self.client()?;
        let agent = http::agent(&self.trust)?;
        let call = |request| http::call(&agent, request);
        let no_codes =
            |_| OAuthError::Settings("this provider gives no codes (device_url)".to_owned());
        let details: StandardDeviceAuthorizationResponse = client
            .exchange_device_code()
            .map_err(no_codes)?
            .add_scopes(self.scopes())
            .request(&call)
            .map_err(|error| self.refused(error, &[]))?;
        tell(details.verification_uri(), details.user_code().secret());
        let answer = client
            .exchange_device_access_token(&details)
            .request(&call, sleep, None)
            .map_err(|error| self.not_agreed(error, details.expires_in()))?;
        Ok(tokens(&answer))
    }

    fn refused(
        &self,
        error: RequestTokenError<
            HttpClientError<ureq::Error>,
            oauth2::StandardErrorResponse<BasicErrorResponseType>,
        >,
        secrets: &[&SecretString],
    ) -> OAuthError {
        match error {
            RequestTokenError::ServerResponse(answer) => {
                let words = self.told(&answer.to_string(), secrets);
                match answer.error() {
                    BasicErrorResponseType::InvalidGrant => OAuthError::RunOut(words),
                    BasicErrorResponseType::InvalidClient
                    | BasicErrorResponseType::InvalidRequest
                    | BasicErrorResponseType::InvalidScope
                    | BasicErrorResponseType::UnauthorizedClient
                    | BasicErrorResponseType::UnsupportedGrantType
                    | BasicErrorResponseType::Extension(_) => OAuthError::Refused(words),
                }
            }
            RequestTokenError::Request(error) => OAuthError::NotReached(error_chain(&error)),
            RequestTokenError::Parse(..) => {
                OAuthError::Refused("its answer cannot be understood".to_owned())
            }
            RequestTokenError::Other(words) => OAuthError::Refused(self.told(&words, secrets)),
        }
    }

    fn not_agreed(
        &self,
        error: RequestTokenError<HttpClientError<ureq::Error>, oauth2::DeviceCodeErrorResponse>,
        patience: Duration,
    ) -> OAuthError {
        match error {
            RequestTokenError::ServerResponse(answer) => {
                let words = self.told(&answer.to_string(), &[]);
                match answer.error() {
                    DeviceCodeErrorResponseType::AccessDenied => OAuthError::Denied(words),
                    DeviceCodeErrorResponseType::ExpiredToken => OAuthError::TooLate(patience),
                    DeviceCodeErrorResponseType::AuthorizationPending
                    | DeviceCodeErrorResponseType::SlowDown
                    | DeviceCodeErrorResponseType::Basic(_) => OAuthError::Refused(words),
                }
            }
            RequestTokenError::Request(error) => OAuthError::NotReached(error_chain(&error)),
            RequestTokenError::Parse(..) => {
                OAuthError::Refused("its answer cannot be understood".to_owned())
            }
            RequestTokenError::Other(words) => OAuthError::Refused(self.told(&words, &[])),
        }
    }
}

fn tokens(answer: &BasicTokenResponse) -> Tokens {
    Tokens {
        access: SecretString::from(answer.access_token().secret().clone()),
        refresh: answer.refresh_token().map(|token| SecretString::from(token.secret().clone())),
    }
}

fn error_chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let more = error.to_string();
        if !words.contains(&more) {
            words = format!("{words}: {more}");
        }
        source = error.source();
    }
    one_line(&words)
}
