//! A mail provider's authorisation server, written for the tests: real HTTP on loopback, and a browser.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use oauth2::url::{Url, form_urlencoded};
use sha2::{Digest, Sha256};

use crate::dovecot::base64url;

/// What the provider knows and does.
#[derive(Debug)]
pub(crate) struct State {
    /// The token that opens the mail server.
    pub(crate) access: String,
    /// The refresh token that it will take, once.
    pub(crate) refresh: String,
    /// The person says no.
    pub(crate) denies: bool,
    /// Answers to a device that asks whether the person has agreed; then it is let in.
    pub(crate) device: Vec<&'static str>,
    challenge: Option<String>,
    code: String,
    renewals: usize,
    /// Every request to the token endpoint.
    pub(crate) asked: Vec<HashMap<String, String>>,
    /// What the browser was sent with.
    pub(crate) opened: Vec<HashMap<String, String>>,
}

pub(crate) struct Provider {
    pub(crate) port: u16,
    pub(crate) state: Arc<Mutex<State>>,
}

impl Provider {
    pub(crate) fn start(access: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State {
            access: access.to_owned(),
            refresh: "refresh-token-0".to_owned(),
            denies: false,
            device: Vec::new(),
            challenge: None,
            code: "the-code".to_owned(),
            renewals: 0,
            asked: Vec::new(),
            opened: Vec::new(),
        }));
        let own = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                serve(stream.unwrap(), &own);
            }
        });
        Self { port, state }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// `[oauth.work]` for it.
    pub(crate) fn settings(&self, more: &str) -> String {
        format!(
            "\n[oauth.work]\nprovider = \"other\"\nclient_id = \"our-client\"\n\
             client_secret_env = \"CLIENT_SECRET\"\nauthorise_url = \"{}\"\ntoken_url = \"{}\"\n\
             device_url = \"{}\"\nscopes = [\"mail\", \"offline_access\"]\n{more}\n",
            self.url("/authorise?tenant=ours"),
            self.url("/token"),
            self.url("/device")
        )
    }
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let Some((target, body)) = request(&mut stream) else { return };
    let url = Url::parse(&format!("http://localhost{target}")).unwrap();
    let query: HashMap<String, String> = url.query_pairs().into_owned().collect();
    let form: HashMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    let mut state = state.lock().unwrap();
    let (status, head, text) = match url.path() {
        "/authorise" => {
            ("302 Found", format!("Location: {}\r\n", state.authorise(query)), String::new())
        }
        "/token" => {
            let (status, text) = state.token(&form);
            (status, "Content-Type: application/json\r\n".to_owned(), text)
        }
        "/device" => {
            let text = r#"{"device_code":"dev","user_code":"WXYZ-1234","interval":5,
                "verification_uri":"https://provider.example/device","expires_in":600}"#;
            ("200 OK", "Content-Type: application/json\r\n".to_owned(), text.to_owned())
        }
        _ => ("404 Not Found", String::new(), String::new()),
    };
    let length = text.len();
    let answer = format!(
        "HTTP/1.1 {status}\r\n{head}Content-Length: {length}\r\nConnection: close\r\n\r\n{text}"
    );
    let _ = stream.write_all(answer.as_bytes());
}

impl State {
    fn authorise(&mut self, query: HashMap<String, String>) -> String {
        let back = query["redirect_uri"].clone();
        let state = query["state"].clone();
        self.challenge = query.get("code_challenge").cloned();
        self.opened.push(query);
        if self.denies {
            return format!(
                "{back}/?error=access_denied&error_description=no+thanks&state={state}"
            );
        }
        format!("{back}/?code={}&state={state}", self.code)
    }

    fn token(&mut self, form: &HashMap<String, String>) -> (&'static str, String) {
        self.asked.push(form.clone());
        let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        let refused = |error: &str| {
            ("400 Bad Request", format!(r#"{{"error":"{error}","error_description":"said so"}}"#))
        };
        if field("client_id") != "our-client" || field("client_secret") != "client-secret" {
            return refused("invalid_client");
        }
        match field("grant_type") {
            "authorization_code" => {
                let proof = base64url(&Sha256::digest(field("code_verifier")));
                let proved = self.challenge.as_deref() == Some(proof.as_str());
                if !proved || field("code") != self.code {
                    return refused("invalid_grant");
                }
            }
            "refresh_token" if field("refresh_token") != self.refresh => {
                return refused("invalid_grant");
            }
            "refresh_token" => {}
            "urn:ietf:params:oauth:grant-type:device_code" => {
                if !self.device.is_empty() {
                    return refused(self.device.remove(0));
                }
            }
            _ => return refused("unsupported_grant_type"),
        }
        self.renewals += 1;
        self.refresh = format!("refresh-token-{}", self.renewals);
        let text = format!(
            r#"{{"access_token":"{}","token_type":"Bearer","expires_in":3600,"refresh_token":"{}"}}"#,
            self.access, self.refresh
        );
        ("200 OK", text)
    }
}

fn request(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, value)| value.trim().parse().unwrap());
            if body.len() >= length {
                return Some((head.split(' ').nth(1)?.to_owned(), body.as_bytes().to_vec()));
            }
        }
        let count = stream.read(&mut buffer).ok()?;
        if count == 0 {
            return None;
        }
        bytes.extend_from_slice(&buffer[..count]);
    }
}

/// A browser that gets one page: its first line, and where it points to.
pub(crate) fn get(address: &str) -> (String, Option<String>) {
    let url = Url::parse(address).unwrap();
    let port = url.port().unwrap();
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    let target = &address[url.origin().ascii_serialization().len()..];
    let host = url.host_str().unwrap();
    write!(stream, "GET {target} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: text/html\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    let location = answer.lines().find_map(|line| line.strip_prefix("Location: "));
    (answer.lines().next().unwrap_or_default().to_owned(), location.map(str::to_owned))
}

/// Waits until `text` gives the address that a person is asked to open.
pub(crate) fn address_in(text: impl Fn() -> String) -> String {
    let start = Instant::now();
    loop {
        let text = text();
        let found = text.lines().find(|line| line.starts_with("http") && line.contains("state="));
        // Whole once the empty line below it is there.
        if let Some(address) = found.filter(|_| text.ends_with("\n\n")) {
            return address.to_owned();
        }
        assert!(start.elapsed() < Duration::from_secs(20), "{text}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
