//! Signing in to a mail provider: the browser, a code for another device, and what happens when it runs out.

use std::cell::RefCell;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

use foi_campaign::mail::oauth::{Application, OAuthError};
use foi_campaign::mail::smtp::Trust;

use crate::accounts::{everything, mailbox_of, with_keyring};
use crate::provider::{Provider, address_in, get};
use crate::submission::{Submission, with_transport};
use crate::world::{Run, World};

/// A world whose settings use the sign-in `work`, kept in a file outside the workspace.
struct SignedIn {
    world: World,
    provider: Provider,
    elsewhere: tempfile::TempDir,
}

impl SignedIn {
    fn new(access: &str, transport: &str, more: &str) -> Self {
        let world = World::on("2026-02-02").campaign("trafficked").addresses(&["leeds"]);
        let provider = Provider::start(access);
        let elsewhere = tempfile::tempdir().unwrap();
        let signed = Self { world, provider, elsewhere };
        let keep = format!("token_file = \"{}\"", signed.token_file().display());
        let settings = with_transport(transport) + &signed.provider.settings(&keep) + more;
        fs::write(signed.world.path("foi.toml"), settings).unwrap();
        signed
    }

    fn token_file(&self) -> PathBuf {
        self.elsewhere.path().join("foi/work.token")
    }

    fn foi(&self, arguments: &[&str]) -> Run {
        let mut command = self.world.command(arguments);
        let output = command.env("CLIENT_SECRET", "client-secret").output().unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Begins to sign in; gives the address that the person is to open.
    fn begin(&self) -> (Child, String) {
        let asked = self.world.path("asked");
        let child = self
            .world
            .command(&["account", "login", "work"])
            .env("CLIENT_SECRET", "client-secret")
            .stdout(Stdio::piped())
            .stderr(fs::File::create(&asked).unwrap())
            .spawn()
            .unwrap();
        let address = address_in(|| fs::read_to_string(&asked).unwrap_or_default());
        (child, address)
    }

    fn asked(&self) -> usize {
        self.provider.state.lock().unwrap().asked.len()
    }
}

const NO_SERVER: &str = "kind = \"smtp\"\nhost = \"localhost\"\nport = 1\nuser = \"reader\"\n\
                         oauth = \"work\"\ntest = true";

#[test]
fn a_person_who_signs_in_with_the_browser_sends_letters_and_fetches_mail_by_a_token() {
    let Some(server) = Submission::home("") else { return };
    let by_token = |text: String| text.replace("password_file = \"password\"", "oauth = \"work\"");
    let scratch = World::on("2026-02-02");
    let transport = by_token(server.transport(&scratch));
    let signed = SignedIn::new(&server.dovecot.token(), &transport, &by_token(mailbox_of(&server)));
    fs::write(signed.world.path("ca.pem"), server.dovecot.ca()).unwrap();
    let said = signed.foi(&["account"]).stdout;
    assert!(said.contains("foi account login work"), "{said}");

    let (child, address) = signed.begin();
    let (_, back) = get(&address);
    let (status, _) = get(&back.unwrap());
    assert!(status.contains("200"), "{status}");
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", fs::read_to_string(signed.world.path("asked")).unwrap());
    let mode = fs::metadata(signed.token_file()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    {
        let state = signed.provider.state.lock().unwrap();
        assert_eq!(state.opened[0]["code_challenge_method"], "S256");
        assert_eq!(state.opened[0]["scope"], "mail offline_access");
        assert!(state.opened[0]["redirect_uri"].starts_with("http://127.0.0.1:"));
    }

    let run = signed.foi(&["account", "test", "--wait", "20"]);
    assert_eq!(run.code, 0, "{}\n{}", run.stdout, server.postfix.log());
    signed.foi(&["launch", "trafficked", "--confirm", "1"]).done();
    signed.foi(&["tick"]).done();
    assert!(signed.foi(&["outbox"]).stdout.contains("queued as"), "{}", server.postfix.log());
    // Each use gave another refresh token, and the last one is kept.
    let kept = fs::read_to_string(signed.token_file()).unwrap();
    assert_eq!(kept, signed.provider.state.lock().unwrap().refresh);
    assert!(signed.asked() > 3);
    let mut files = Vec::new();
    everything(&signed.world.path(""), &mut files);
    for (path, bytes) in files {
        let text = String::from_utf8_lossy(&bytes);
        for secret in ["refresh-token", "client-secret", &server.dovecot.token()] {
            assert!(!text.contains(secret), "{secret} in {}", path.display());
        }
    }
}

#[test]
fn an_answer_that_belongs_to_another_sign_in_is_refused_and_its_code_is_never_used() {
    let signed = SignedIn::new("token", NO_SERVER, "");
    let (child, address) = signed.begin();
    let (_, back) = get(&address);
    let back = back.unwrap();
    let (start, _) = back.split_once("/?").unwrap();
    let (status, _) = get(&format!("{start}/?code=stolen&state=guessed"));
    assert!(status.contains("400"), "{status}");
    let (status, _) = get(&format!("{start}/?code=stolen"));
    assert!(status.contains("400"), "{status}");
    let (status, _) = get(&format!("{start}/favicon.ico"));
    assert!(status.contains("404"), "{status}");
    assert_eq!(signed.asked(), 0, "no code went to the provider");
    // The one that was begun may still come.
    get(&back);
    assert!(child.wait_with_output().unwrap().status.success());
    let state = signed.provider.state.lock().unwrap();
    assert_eq!((state.asked.len(), state.asked[0]["code"].as_str()), (1, "the-code"));
}

#[test]
fn a_person_who_says_no_is_not_signed_in() {
    let signed = SignedIn::new("token", NO_SERVER, "");
    signed.provider.state.lock().unwrap().denies = true;
    let (child, address) = signed.begin();
    get(&get(&address).1.unwrap());
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(1));
    let said = fs::read_to_string(signed.world.path("asked")).unwrap();
    assert!(said.contains("access was denied: access_denied: no thanks"), "{said}");
    assert!(!signed.token_file().exists());
}

#[test]
fn a_sign_in_that_has_run_out_leaves_letters_here_and_says_what_to_type() {
    let signed = SignedIn::new("token", NO_SERVER, "");
    signed.foi(&["launch", "trafficked", "--confirm", "1"]).done();
    fs::create_dir_all(signed.token_file().parent().unwrap()).unwrap();
    crate::submission::secret_file(&signed.token_file(), "refresh-token-stale");
    let run = signed.foi(&["tick"]);
    let said = run.stdout + &run.stderr + &signed.foi(&["outbox"]).stdout;
    assert!(said.contains("type `foi account login work`"), "{said}");
    assert!(!said.contains("refresh-token"), "{said}");
    let rows = signed.world.rows(&["outbox"]);
    assert_ne!(rows[0]["state"], "refused");
    assert_ne!(rows[0]["state"], "unknown");
}

#[test]
fn a_refresh_token_is_kept_in_a_real_keyring() {
    let signed = SignedIn::new("token", NO_SERVER, "");
    let text = fs::read_to_string(signed.world.path("foi.toml")).unwrap();
    let text: String = text
        .lines()
        .filter(|line| !line.starts_with("token_file"))
        .fold(String::new(), |text, line| text + line + "\n");
    fs::write(signed.world.path("foi.toml"), text).unwrap();
    let asked = signed.world.path("asked");
    let browser = std::thread::spawn(move || {
        let address = address_in(|| fs::read_to_string(&asked).unwrap_or_default());
        get(&get(&address).1.unwrap());
    });
    let said = with_keyring(
        &signed.world,
        "export CLIENT_SECRET=client-secret\n$FOI account --json\n\
         $FOI account login work 2>asked\n$FOI account --json\n\
         secret-tool lookup service foi account oauth/work\n",
    );
    browser.join().unwrap();
    assert!(said.contains("\"ready\":false") && said.contains("\"ready\":true"), "{said}");
    assert!(said.contains("refresh-token-1"), "{said}");
}

fn application(provider: &Provider) -> Application {
    Application {
        client_id: "our-client".to_owned(),
        client_secret: Some("client-secret".into()),
        authorise_url: provider.url("/authorise"),
        token_url: provider.url("/token"),
        device_url: Some(provider.url("/device")),
        scopes: vec!["mail".to_owned()],
        extra: Vec::new(),
        redirect_host: "127.0.0.1",
        trust: Trust::System,
    }
}

#[test]
fn a_code_for_another_device_is_asked_about_more_slowly_when_the_provider_says_so() {
    let provider = Provider::start("token");
    provider.state.lock().unwrap().device =
        vec!["authorization_pending", "slow_down", "authorization_pending"];
    let (shown, waited) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
    let tokens = application(&provider).by_device(
        &mut |address, code| shown.borrow_mut().push(format!("{address} {code}")),
        |pause| waited.borrow_mut().push(pause.as_secs()),
    );
    assert!(tokens.unwrap().refresh.is_some());
    assert_eq!(*shown.borrow(), ["https://provider.example/device WXYZ-1234"]);
    assert_eq!(*waited.borrow(), [5, 10, 10]);
}

#[test]
fn a_device_that_is_denied_or_comes_too_late_is_told_which() {
    let outcome = |answer: &'static str| {
        let provider = Provider::start("token");
        provider.state.lock().unwrap().device = vec![answer];
        application(&provider).by_device(&mut |_, _| {}, |_| {}).unwrap_err()
    };
    assert!(matches!(outcome("access_denied"), OAuthError::Denied(_)));
    assert!(matches!(outcome("expired_token"), OAuthError::TooLate(_)));
    assert!(matches!(outcome("invalid_client"), OAuthError::Refused(_)));
}

#[test]
fn nobody_who_comes_back_in_time_is_no_sign_in() {
    let provider = Provider::start("token");
    let application = application(&provider);
    let begun = foi_campaign::mail::oauth::Redirect::begin(&application).unwrap();
    let error = begun.finish(Duration::from_millis(100)).unwrap_err();
    assert!(matches!(error, OAuthError::TooLate(_)), "{error}");
}

#[test]
fn a_provider_that_is_not_there_or_does_not_know_us_is_told_without_a_secret() {
    let provider = Provider::start("token");
    let mut unknown = application(&provider);
    unknown.client_secret = Some("another-secret".into());
    let error = unknown.renew(&"refresh-token-0".into()).unwrap_err();
    assert!(matches!(error, OAuthError::Refused(_)), "{error}");
    assert!(error.to_string().contains("invalid_client"), "{error}");
    let mut away = application(&provider);
    away.token_url = "http://127.0.0.1:1/token".to_owned();
    let error = away.renew(&"refresh-token-0".into()).unwrap_err();
    assert!(matches!(error, OAuthError::NotReached(_)), "{error}");
    for shown in [error.to_string(), format!("{unknown:?}")] {
        assert!(!shown.contains("another-secret") && !shown.contains("refresh-token"), "{shown}");
    }
}

#[test]
fn a_sign_in_that_would_not_be_safe_is_a_mistake_in_the_settings() {
    let world = World::on("2026-02-02");
    let good = "[oauth.work]\nprovider = \"microsoft\"\nclient_id = \"x\"\n";
    let told = |text: &str| {
        fs::write(world.path("foi.toml"), text).unwrap();
        world.foi(&["account"])
    };
    told(good).done();
    for (more, mistake) in [
        ("token_url = \"http://provider.example/token\"\n", "bad_url"),
        ("token_url = \"http://localhost.evil.example/token\"\n", "bad_url"),
        ("token_file = \"work.token\"\n", "token_in_workspace"),
        ("client_secret_env = \"A\"\nclient_secret_file = \"b\"\n", "two_passwords"),
        ("with = \"magic\"\n", "unknown_word"),
    ] {
        let said = told(&format!("{good}{more}")).failed();
        assert!(said.contains(mistake), "{more}: {said}");
    }
    let google = good.replace("microsoft", "google") + "with = \"device\"\n";
    assert!(told(&google).failed().contains("no_device_url"));
    let other = good.replace("microsoft", "other");
    assert!(told(&other).failed().contains("missing_key"));
    let unknown = format!(
        "{good}[mailbox.o]\nkind = \"imap\"\nhost = \"h\"\nuser = \"u\"\noauth = \"wrok\"\n"
    );
    let said = told(&unknown).failed();
    assert!(said.contains("unknown_sign_in") && said.contains("`work`"), "{said}");
    // Inside the workspace by its whole path, too.
    let inside = format!("{good}token_file = \"{}\"\n", world.path("work.token").display());
    told(&inside).done();
    let said = world.foi(&["account", "login", "work"]).failed();
    assert!(said.contains("lies in the workspace"), "before anybody is asked to sign in: {said}");
}
