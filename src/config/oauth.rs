//! `[oauth.NAME]`: a sign-in with Google, Microsoft or a provider of one's own, by a client id of the
//! user's own.

use std::path::PathBuf;

use super::secret::Secret;
use super::server::{loopback, one_of, one_secret};
use crate::toml_file::{At, Reader, Table};

const KEYS: [&str; 15] = [
    "provider",
    "client_id",
    "client_secret",
    "client_secret_file",
    "client_secret_env",
    "client_secret_command",
    "client_secret_keyring",
    "tenant",
    "authorise_url",
    "token_url",
    "device_url",
    "scopes",
    "with",
    "token_file",
    "ca_file",
];

/// A sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuth {
    pub name: String,
    pub client_id: String,
    pub client_secret: Option<Secret>,
    pub authorise_url: String,
    pub token_url: String,
    /// Where a code for another device is asked for, if the provider has that.
    pub device_url: Option<String>,
    pub scopes: Vec<String>,
    /// What else goes into the address that the browser opens.
    pub extra: Vec<(&'static str, &'static str)>,
    /// How this machine is called in the address that the browser is sent back to.
    pub redirect_host: &'static str,
    pub with: With,
    /// Where the refresh token is kept, if not in the keyring.
    pub token_file: Option<PathBuf>,
    pub ca_file: Option<PathBuf>,
}

/// How a person signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum With {
    /// In the browser of this machine.
    Browser,
    /// By a code that is typed on any other device.
    Device,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Provider {
    Google,
    Microsoft,
    Other,
}

impl OAuth {
    /// The entry of the keyring that its refresh token is kept under.
    pub fn entry(&self) -> String {
        format!("oauth/{}", self.name)
    }
}

pub(super) fn oauth<'t>(reader: &mut Reader<'t>, name: &str, table: &Table<'t>) -> OAuth {
    reader.allow(table, &KEYS);
    super::plain_name(reader, table, name, "[oauth.work]");
    let words = [
        ("google", Provider::Google),
        ("microsoft", Provider::Microsoft),
        ("other", Provider::Other),
    ];
    let provider = one_of(reader, table, "provider", &words, None).unwrap_or(Provider::Other);
    let client_id = reader.required(table, "client_id", "\"the id of your own registration\"");
    let tenant = reader.line_of_text(table, "tenant").map_or("common".to_owned(), |t| t.value);
    let known = endpoints(provider, &tenant);
    let mut url = |key: &'static str, usual: Option<String>| {
        let written = reader.line_of_text(table, key).filter(|text| !text.value.is_empty());
        if let Some(At { value, line }) = &written {
            safe_url(reader, key, value, *line);
        }
        written.map(|text| text.value).or(usual)
    };
    let authorise_url = url("authorise_url", known.authorise);
    let token_url = url("token_url", known.token);
    let device_url = url("device_url", known.device);
    for (key, found) in [("authorise_url", &authorise_url), ("token_url", &token_url)] {
        if found.is_none() {
            let _ = reader.required(table, key, "\"https://id.your-provider.example/…\"");
        }
    }
    let ways = [("browser", With::Browser), ("device", With::Device)];
    let with = one_of(reader, table, "with", &ways, Some(With::Browser)).unwrap_or(With::Browser);
    if with == With::Device && device_url.is_none() {
        let message = "this provider gives no codes for other devices to mail programs";
        reader.mistake("no_device_url", table.line, message, "Write with = \"browser\"");
    }
    let written = reader.texts(table, "scopes").into_iter().map(|scope| scope.value);
    let scopes: Vec<String> = written.collect();
    let scopes = if scopes.is_empty() { known.scopes } else { scopes };
    OAuth {
        name: name.to_owned(),
        client_id: client_id.value,
        client_secret: one_secret(reader, table, "client_secret"),
        authorise_url: authorise_url.unwrap_or_default(),
        token_url: token_url.unwrap_or_default(),
        device_url,
        scopes,
        extra: known.extra,
        redirect_host: known.redirect_host,
        with,
        token_file: token_file(reader, table),
        ca_file: reader.line_of_text(table, "ca_file").map(|text| PathBuf::from(text.value)),
    }
}

/// A refresh token opens the mailbox for months: it is kept outside the workspace, which is copied,
/// backed up and shared.
fn token_file<'t>(reader: &mut Reader<'t>, table: &Table<'t>) -> Option<PathBuf> {
    let text = reader.line_of_text(table, "token_file").filter(|text| !text.value.is_empty())?;
    let path = PathBuf::from(&text.value);
    if !path.is_absolute() {
        let message = format!("`{}` would lie in the workspace", text.value);
        let write = "Write a whole path outside it, such as \"/home/ada/.config/foi/work.token\"";
        reader.mistake("token_in_workspace", text.line, message, write);
    }
    Some(path)
}

fn safe_url(reader: &mut Reader<'_>, key: &str, url: &str, line: usize) {
    let host = |rest: &str| {
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        authority.rsplit_once(':').map_or(authority, |(host, _)| host).to_owned()
    };
    let safe = url.starts_with("https://")
        || url.strip_prefix("http://").is_some_and(|rest| loopback(&host(rest)));
    if !safe {
        let message = format!("`{url}` is no address that keeps a secret");
        reader.mistake("bad_url", line, message, format!("Write {key} = \"https://…\""));
    }
}

struct Endpoints {
    authorise: Option<String>,
    token: Option<String>,
    device: Option<String>,
    scopes: Vec<String>,
    extra: Vec<(&'static str, &'static str)>,
    redirect_host: &'static str,
}

fn endpoints(provider: Provider, tenant: &str) -> Endpoints {
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    match provider {
        Provider::Google => Endpoints {
            authorise: Some("https://accounts.google.com/o/oauth2/v2/auth".to_owned()),
            token: Some("https://oauth2.googleapis.com/token".to_owned()),
            device: None,
            scopes: owned(&["https://mail.google.com/"]),
            // Without these Google gives a refresh token the first time only.
            extra: vec![("access_type", "offline"), ("prompt", "consent")],
            redirect_host: "127.0.0.1",
        },
        Provider::Microsoft => {
            let base = format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0");
            Endpoints {
                authorise: Some(format!("{base}/authorize")),
                token: Some(format!("{base}/token")),
                device: Some(format!("{base}/devicecode")),
                scopes: owned(&[
                    "https://outlook.office.com/IMAP.AccessAsUser.All",
                    "https://outlook.office.com/SMTP.Send",
                    "offline_access",
                ]),
                extra: Vec::new(),
                // The only name for which Microsoft lets the port be any.
                redirect_host: "localhost",
            }
        }
        Provider::Other => Endpoints {
            authorise: None,
            token: None,
            device: None,
            scopes: Vec::new(),
            extra: Vec::new(),
            redirect_host: "127.0.0.1",
        },
    }
}
