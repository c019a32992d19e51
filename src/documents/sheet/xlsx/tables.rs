//! What cells refer to: shared strings and number formats.

use std::collections::HashMap;

use super::super::strings::Strings;
use crate::documents::office::{Package, Xml, raised};

/// By its number, the format that each style of cells has.
#[derive(Default)]
pub(in crate::documents::sheet) struct Formats {
    pub(in crate::documents::sheet) named: HashMap<usize, String>,
    pub(in crate::documents::sheet) styles: Vec<usize>,
}

impl Formats {
    pub(super) fn read(package: &mut Package<'_>, part: &str) -> Self {
        let mut formats = Self::default();
        let Some(mut xml) = package.xml(part) else { return formats };
        if xml.child().is_none() {
            return formats;
        }
        while let Some(tag) = xml.child() {
            match tag.local() {
                "numFmts" => {
                    while let Some(tag) = xml.child() {
                        if let Some(id) = tag.number("numFmtId") {
                            let code = tag.attribute("formatCode").unwrap_or_default();
                            formats.named.insert(id, code);
                        }
                        xml.skip();
                    }
                }
                "cellXfs" => {
                    while let Some(tag) = xml.child() {
                        formats.styles.push(tag.number("numFmtId").unwrap_or_default());
                        xml.skip();
                    }
                }
                _ => xml.skip(),
            }
        }
        formats
    }

    pub(in crate::documents::sheet) fn of_style(&self, style: usize) -> &str {
        self.styles.get(style).map_or("", |id| self.of_number(*id))
    }

    pub(in crate::documents::sheet) fn of_number(&self, id: usize) -> &str {
        self.named.get(&id).map_or_else(|| built_in(id), String::as_str)
    }
}

/// Formats that no file lists (ECMA-376, 18.8.30), as British Excel has them.
fn built_in(id: usize) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 | 6 | 42 => "£#,##0;-£#,##0",
        7 | 8 | 44 => "£#,##0.00;-£#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 | 48 => "0.00E+00",
        12 | 13 => "# ?/?",
        14..=16 | 27..=31 | 36 | 50..=54 | 57 | 58 => "dd/mm/yyyy",
        17 | 55 => "mmm-yy",
        18 | 20 | 32 | 34 => "h:mm",
        19 | 21 | 33 | 35 => "h:mm:ss",
        22 => "dd/mm/yyyy h:mm",
        37 | 38 | 41 => "#,##0;-#,##0",
        39 | 40 | 43 => "#,##0.00;-#,##0.00",
        45 | 47 => "mm:ss",
        46 => "[h]:mm:ss",
        _ => "",
    }
}

pub(super) fn shared_strings(package: &mut Package<'_>, part: &str) -> Strings {
    let mut strings = Strings::default();
    let Some(mut xml) = package.xml(part) else { return strings };
    if xml.child().is_none() {
        return strings;
    }
    while let Some(tag) = xml.child() {
        if strings.full() {
            break;
        }
        if tag.local() == "si" {
            strings.push(&rich_text(&mut xml));
        } else {
            xml.skip();
        }
    }
    strings
}

/// The text of an element of runs, each with a look of its own.
pub(super) fn rich_text(xml: &mut Xml<'_>) -> String {
    let mut out = String::new();
    while let Some(tag) = xml.child() {
        match tag.local() {
            "t" => out.push_str(&unescaped(&xml.text())),
            "r" => {
                let mut above = false;
                while let Some(tag) = xml.child() {
                    match tag.local() {
                        "t" if above => raised(&mut out, &unescaped(&xml.text())),
                        "t" => out.push_str(&unescaped(&xml.text())),
                        "rPr" => {
                            while let Some(tag) = xml.child() {
                                above |= tag.local() == "vertAlign"
                                    && tag.attribute("val").as_deref() == Some("superscript");
                                xml.skip();
                            }
                        }
                        _ => xml.skip(),
                    }
                }
            }
            // How it is pronounced is another way to say it.
            _ => xml.skip(),
        }
    }
    out
}

/// "_x000D_" is how a control character is written.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let code = from.get(2..6).filter(|_| from.get(6..7) == Some("_"));
        let sign =
            code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        if let Some(sign) = sign {
            out.push(if sign == '\r' { '\n' } else { sign });
            rest = from.get(7..).unwrap_or_default();
        } else {
            out.push_str("_x");
            rest = from.get(2..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}
