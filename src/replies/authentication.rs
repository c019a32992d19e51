//! What our own mail server found out about the sender (RFC 8601): believed only where the settings
//! name that server, for anybody can write such a header.

use serde::{Deserialize, Serialize};

/// The results of one server; a method it did not try is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authentication {
    pub server: String,
    pub dkim: Option<String>,
    pub spf: Option<String>,
    pub dmarc: Option<String>,
}

/// What the headers say in the name of `server`; `None` if it says nothing. Topmost first: what
/// stands further down may have come with the mail, and adds only what is not said above.
pub fn results(headers: &[String], server: &str) -> Option<Authentication> {
    let own = headers.iter().map(|header| segments(header)).filter(|segments| {
        let id = segments.first().and_then(|first| first.split_whitespace().next());
        id.is_some_and(|id| id.trim_matches('"').eq_ignore_ascii_case(server))
    });
    let mut found: Option<Authentication> = None;
    for segments in own {
        let results: Vec<(String, String)> =
            segments.iter().skip(1).filter_map(|segment| result(segment)).collect();
        let known = found.get_or_insert_with(|| Authentication {
            server: server.to_owned(),
            dkim: None,
            spf: None,
            dmarc: None,
        });
        for (name, field) in
            [("dkim", &mut known.dkim), ("spf", &mut known.spf), ("dmarc", &mut known.dmarc)]
        {
            // Of several signatures one that holds is enough.
            let said = || results.iter().filter(|(method, _)| method == name);
            let best = said().find(|(_, result)| result == "pass").or_else(|| said().next());
            *field = field.take().or_else(|| best.map(|(_, result)| result.clone()));
        }
    }
    found
}

impl Authentication {
    /// Whether the server says that the mail is not from where it says. Forwarding breaks SPF and
    /// lists break DKIM, so where DMARC holds neither counts.
    pub fn failed(&self) -> bool {
        let is = |result: &Option<String>, word: &str| result.as_deref() == Some(word);
        is(&self.dmarc, "fail")
            || (!is(&self.dmarc, "pass") && (is(&self.spf, "fail") || is(&self.dkim, "fail")))
    }

    /// "dkim=none spf=fail dmarc=fail".
    pub fn words(&self) -> String {
        let results = [("dkim", &self.dkim), ("spf", &self.spf), ("dmarc", &self.dmarc)];
        let said: Vec<String> = results
            .iter()
            .filter_map(|(name, result)| Some(format!("{name}={}", result.as_deref()?)))
            .collect();
        if said.is_empty() { "nothing tried".to_owned() } else { said.join(" ") }
    }
}

/// The header without its comments, cut at semicolons outside quotation marks.
fn segments(header: &str) -> Vec<String> {
    let mut segments = vec![String::new()];
    let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
    for c in header.chars() {
        let plain = !std::mem::take(&mut escaped);
        match c {
            '\\' if plain && (quoted || depth > 0) => escaped = true,
            '"' if plain && depth == 0 => quoted = !quoted,
            '(' if plain && !quoted => depth += 1,
            ')' if plain && !quoted && depth > 0 => depth -= 1,
            ';' if depth == 0 && !quoted => {
                segments.push(String::new());
                continue;
            }
            _ => {}
        }
        // A comment stands for a blank.
        let shown = if depth > 0 || (c == ')' && !quoted) { ' ' } else { c };
        if let Some(last) = segments.last_mut() {
            last.push(shown);
        }
    }
    segments
}

/// Method and result of "dkim/1 = pass header.d=…", in small letters.
fn result(segment: &str) -> Option<(String, String)> {
    let (method, rest) = segment.split_once('=')?;
    let method = method.trim().split('/').next()?.trim().to_ascii_lowercase();
    let result = rest.split_whitespace().next()?.to_ascii_lowercase();
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    (plain(&method) && plain(&result)).then_some((method, result))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MX: &str = "mx.example.org";

    fn read(headers: &[&str]) -> Option<Authentication> {
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        results(&headers, MX)
    }

    #[test]
    fn a_servers_results_are_read_through_comments_versions_and_quotes() {
        let found = read(&["MX.example.org 1; dkim (a; b) = pass reason=\"ok; spf=fail\" header.d=kent.gov.uk; \
             spf/1=softfail (mx: 192.0.2.1 (not) listed) smtp.mailfrom=kent.gov.uk; dmarc=Fail (p=none) header.from=kent.gov.uk"])
        .unwrap();
        assert_eq!(found.words(), "dkim=pass spf=softfail dmarc=fail");
        assert!(found.failed());
    }

    #[test]
    fn only_the_server_of_the_settings_is_believed_and_its_topmost_word_first() {
        assert_eq!(
            read(&["other.example; dmarc=pass", "mx.example.org.evil.example; spf=pass"]),
            None
        );
        // The lower one came with the mail.
        let found = read(&["mx.example.org; dmarc=fail", "mx.example.org; dmarc=pass; dkim=pass"]);
        assert!(found.unwrap().failed());
        assert_eq!(read(&["mx.example.org; none"]).unwrap().words(), "nothing tried");
    }

    #[test]
    fn a_signature_that_holds_and_a_policy_that_holds_are_enough() {
        let failed = |header: &str| read(&[&format!("mx.example.org; {header}")]).unwrap().failed();
        assert!(!failed("dkim=fail header.d=list.example; dkim=pass header.d=kent.gov.uk"));
        assert!(!failed("dmarc=pass; spf=fail"));
        assert!(!failed("spf=softfail; dkim=none") && !failed("spf=temperror"));
        assert!(failed("spf=fail") && failed("dkim=fail; dmarc=none"));
    }

    proptest::proptest! {
        #[test]
        fn no_header_makes_it_panic(header in "[ -~;()\"\\\\=]{0,200}") {
            let _ = results(&[format!("mx.example.org;{header}"), header], MX);
        }
    }
}
