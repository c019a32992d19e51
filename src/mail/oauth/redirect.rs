//! Where the browser comes back to after the person has agreed: a port of this machine, for one sign-in.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use oauth2::url::Url;
use oauth2::{AuthorizationCode, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl};

use super::{Application, Client, OAuthError, Tokens, http, tokens};

/// A browser's first lines are no longer than this, in bytes.
const LONGEST: usize = 16 * 1024;

/// A sign-in that was begun: the person opens `address` and comes back.
pub struct Redirect<'a> {
    application: &'a Application,
    listener: TcpListener,
    client: Client,
    state: CsrfToken,
    verifier: PkceCodeVerifier,
    pub address: String,
}

/// What a visit to the port was.
enum Visit {
    Agreed(String),
    Denied(String),
    OtherSignIn,
    /// A browser asks for an icon, or somebody looks in.
    Nothing,
}

impl<'a> Redirect<'a> {
    /// Opens a port, and says where the person must go.
    pub fn begin(application: &'a Application) -> Result<Self, OAuthError> {
        let here = |error: std::io::Error| {
            OAuthError::Settings(format!("no port can be opened on this machine: {error}"))
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(here)?;
        listener.set_nonblocking(true).map_err(here)?;
        let port = listener.local_addr().map_err(here)?.port();
        let back = format!("http://{}:{port}", application.redirect_host);
        let back = RedirectUrl::new(back).map_err(|e| OAuthError::Settings(e.to_string()))?;
        let client = application.client()?.set_redirect_uri(back);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut asked = client
            .authorize_url(CsrfToken::new_random)
            .add_scopes(application.scopes())
            .set_pkce_challenge(challenge);
        for (name, value) in &application.extra {
            asked = asked.add_extra_param(*name, *value);
        }
        let (address, state) = asked.url();
        let address = address.to_string();
        Ok(Self { application, listener, client, state, verifier, address })
    }

    /// Waits until the browser comes back, and takes its code to the provider.
    pub fn finish(self, patience: Duration) -> Result<Tokens, OAuthError> {
        let code = self.code(patience)?;
        let agent = http::agent(&self.application.trust)?;
        let answer = self
            .client
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(self.verifier)
            .request(&|request| http::call(&agent, request))
            .map_err(|error| self.application.refused(error, &[]))?;
        Ok(tokens(&answer))
    }

    fn code(&self, patience: Duration) -> Result<String, OAuthError> {
        let start = Instant::now();
        let mut other = false;
        while start.elapsed() < patience {
            let Ok((stream, _)) = self.listener.accept() else {
                std::thread::sleep(Duration::from_millis(50));
                continue;
            };
            match self.visit(stream) {
                Visit::Agreed(code) => return Ok(code),
                Visit::Denied(words) => {
                    return Err(OAuthError::Denied(self.application.told(&words, &[])));
                }
                Visit::OtherSignIn => other = true,
                Visit::Nothing => {}
            }
        }
        Err(if other { OAuthError::OtherSignIn } else { OAuthError::TooLate(patience) })
    }

    fn visit(&self, mut stream: TcpStream) -> Visit {
        let visit = target(&mut stream).map_or(Visit::Nothing, |target| self.meaning(&target));
        let (status, words) = match &visit {
            Visit::Agreed(_) => {
                ("200 OK", "You are signed in. Close this page and go back to foi.")
            }
            Visit::Denied(_) => {
                ("200 OK", "You did not agree. Close this page and go back to foi.")
            }
            Visit::OtherSignIn => {
                ("400 Bad Request", "This is not the sign-in that foi is waiting for.")
            }
            Visit::Nothing => ("404 Not Found", "There is nothing here."),
        };
        let length = words.len();
        let _ = stream.write_all(
            format!(
                "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\n\
                 Content-Length: {length}\r\nConnection: close\r\n\r\n{words}"
            )
            .as_bytes(),
        );
        visit
    }

    fn meaning(&self, target: &str) -> Visit {
        let Ok(url) = Url::parse(&format!("http://localhost{target}")) else {
            return Visit::Nothing;
        };
        let value = |name: &str| {
            url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        let (code, error) = (value("code"), value("error"));
        if url.path() != "/" || (code.is_none() && error.is_none()) {
            return Visit::Nothing;
        }
        if value("state").as_ref() != Some(self.state.secret()) {
            return Visit::OtherSignIn;
        }
        match (error, code) {
            (Some(error), _) => {
                let words = value("error_description")
                    .map_or(error.clone(), |description| format!("{error}: {description}"));
                Visit::Denied(words)
            }
            (None, Some(code)) => Visit::Agreed(code),
            (None, None) => Visit::Nothing,
        }
    }
}

/// What a browser asks for.
fn target(stream: &mut TcpStream) -> Option<String> {
    stream.set_nonblocking(false).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    let mut head = Vec::new();
    let mut buffer = [0; 1024];
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        let count = stream.read(&mut buffer).ok()?;
        if count == 0 || head.len() > LONGEST {
            return None;
        }
        head.extend_from_slice(buffer.get(..count)?);
    }
    let head = String::from_utf8(head).ok()?;
    let mut words = head.lines().next()?.split(' ');
    (words.next()? == "GET").then(|| words.next().map(str::to_owned))?
}
