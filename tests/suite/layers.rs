//! The layer list of `src/lib.rs` is the architecture: imports point one way.

use std::fs;
use std::path::{Path, PathBuf};

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The modules in the order `lib.rs` lists them.
fn layers() -> Vec<String> {
    fs::read_to_string(source().join("lib.rs"))
        .unwrap()
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect()
}

/// Every file of a module with its text.
fn files(module: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let file = source().join(format!("{module}.rs"));
    if file.exists() {
        found.push(file);
    }
    let mut folders = vec![source().join(module)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "the module {module} has no file");
    found.into_iter().map(|path| (path.clone(), fs::read_to_string(&path).unwrap())).collect()
}

/// The modules that a text names as `crate::name`.
fn imports(text: &str) -> Vec<String> {
    text.match_indices("crate::")
        .map(|(at, found)| {
            let rest = &text[at + found.len()..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            rest[..end].to_owned()
        })
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn a_module_imports_only_what_is_listed_above_it() {
    let layers = layers();
    assert!(layers.len() > 10, "{layers:?}");
    for (index, module) in layers.iter().enumerate() {
        for (path, text) in files(module) {
            for name in imports(&text) {
                let place = layers.iter().position(|layer| *layer == name);
                let place = place.unwrap_or_else(|| panic!("{path:?} imports {name}"));
                assert!(place <= index, "{path:?}: {module} imports {name}, which stands below it");
            }
        }
    }
}

#[test]
fn adapters_do_not_know_each_other() {
    let adapters = ["now", "config", "ocr", "mail", "dns", "store"];
    for adapter in adapters {
        for (path, text) in files(adapter) {
            for name in imports(&text) {
                let other = adapters.contains(&name.as_str()) && name != adapter;
                assert!(!other, "{path:?} imports {name}");
            }
        }
    }
}

#[test]
fn simulated_authorities_know_the_register_the_campaign_and_the_law_alone() {
    for (path, text) in files("simulation") {
        for name in imports(&text) {
            let known = ["register", "campaign", "law", "simulation"].contains(&name.as_str());
            assert!(known, "{path:?} imports {name}");
        }
        assert!(!text.contains("rusqlite"), "{path:?}");
    }
    for module in layers().into_iter().filter(|module| module != "simulation") {
        let may = ["rehearsal", "cli"].contains(&module.as_str());
        for (path, text) in files(&module) {
            let does = imports(&text).iter().any(|name| name == "simulation");
            assert!(may || !does, "{path:?} imports simulation");
        }
    }
}

#[test]
fn only_the_mail_server_and_the_transport_open_sockets() {
    for module in layers() {
        for (path, text) in files(&module) {
            let doors = [
                "mail/smtp/connect.rs",
                "mail/imap/connect.rs",
                "mail/oauth/redirect.rs",
                "simulation/post.rs",
            ];
            let may = doors.iter().any(|door| path.ends_with(door));
            for word in ["TcpStream", "TcpListener", "UdpSocket", "UnixStream", "SmtpConnection"] {
                assert!(may || !text.contains(word), "{path:?} speaks of {word}");
            }
            for word in ["UNSPECIFIED", "0.0.0.0", "ToSocketAddrs"] {
                assert!(!text.contains(word), "{path:?} speaks of {word}");
            }
        }
    }
}

#[test]
fn the_core_touches_no_file_socket_clock_or_database() {
    let core: Vec<String> = layers().into_iter().take_while(|module| module != "now").collect();
    assert!(core.contains(&"results".to_owned()));
    for module in core {
        for (path, text) in files(&module) {
            for word in ["std::fs", "std::net", "rusqlite", "SystemTime::now", "Utc::now", "tokio"]
            {
                assert!(!text.contains(word), "{path:?} speaks of {word}");
            }
        }
    }
}

#[test]
fn no_source_file_knows_the_campaign_it_ships_with() {
    for module in layers() {
        for (path, text) in files(&module) {
            for word in ["trafficked", "unaccompanied", "until-harm-ends"] {
                assert!(!text.to_lowercase().contains(word), "{path:?} knows {word}");
            }
        }
    }
}

#[test]
fn every_source_file_says_in_its_first_line_what_it_is_for() {
    for module in layers() {
        for (path, text) in files(&module) {
            assert!(text.starts_with("//! "), "{path:?}");
        }
    }
}
