//! Folder names and sets of UIDs as IMAP writes them.

/// A folder's name as a quoted string: what is not printable ASCII stands in modified UTF-7
/// (RFC 3501, 5.1.3), so nothing in it can end the command.
pub(super) fn quoted(folder: &str) -> String {
    let name = utf7(folder);
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

fn utf7(name: &str) -> String {
    let mut written = String::new();
    let mut shifted: Vec<u16> = Vec::new();
    for c in name.chars() {
        if (' '..='~').contains(&c) {
            unshift(&mut shifted, &mut written);
            written.push(c);
            if c == '&' {
                written.push('-');
            }
        } else {
            shifted.extend(c.encode_utf16(&mut [0; 2]).iter());
        }
    }
    unshift(&mut shifted, &mut written);
    written
}

/// Writes the gathered characters in base64 without padding, with a comma for the slash.
fn unshift(shifted: &mut Vec<u16>, written: &mut String) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    if shifted.is_empty() {
        return;
    }
    written.push('&');
    let (mut bits, mut count) = (0_u32, 0_u32);
    for unit in shifted.drain(..) {
        bits = (bits << 16) | u32::from(unit);
        count += 16;
        while count >= 6 {
            count -= 6;
            written.push(digit(DIGITS, bits >> count));
            bits &= (1 << count) - 1;
        }
    }
    if count > 0 {
        written.push(digit(DIGITS, bits << (6 - count)));
    }
    written.push('-');
}

fn digit(digits: &[u8; 64], value: u32) -> char {
    digits.get((value & 63) as usize).map_or('A', |byte| char::from(*byte))
}

/// `1,2,3,7` as `1:3,7`; the UIDs stand in order.
pub(super) fn set(uids: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for uid in uids {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*uid) => *last = *uid,
            Some(_) | None => runs.push((*uid, *uid)),
        }
    }
    let runs: Vec<String> = runs
        .into_iter()
        .map(
            |(first, last)| {
                if first == last { first.to_string() } else { format!("{first}:{last}") }
            },
        )
        .collect();
    runs.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_names_are_written_as_the_standard_has_them() {
        assert_eq!(quoted("INBOX"), "\"INBOX\"");
        assert_eq!(quoted("FOI & EIR"), "\"FOI &- EIR\"");
        assert_eq!(quoted("台北"), "\"&U,BTFw-\"");
        assert_eq!(quoted("Entwürfe"), "\"Entw&APw-rfe\"");
        assert_eq!(quoted("a\"b\\c"), "\"a\\\"b\\\\c\"");
        assert_eq!(quoted("a\r\nb"), "\"a&AA0ACg-b\"");
    }

    #[test]
    fn sets_are_short() {
        assert_eq!(set(&[1, 2, 3, 7, 9, 10]), "1:3,7,9:10");
        assert_eq!(set(&[u32::MAX]), "4294967295");
        assert_eq!(set(&[]), "");
    }
}
