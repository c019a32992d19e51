//! Numbers that stand in every letter and are no references.

use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;

/// Web and mail addresses, and the thread marks of customer systems, are no place for a reference.
pub(super) static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?ix) (?:https?://|www\.)\S+ | [^\s<>]+@[^\s<>]+ | \[?\bref:\S+:ref\b\]? | \bcid:\S+
          | <[^<>\n]{0,300}>",
    )
    .ok()
});
pub(super) static NONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?ix)^(?:
          # A day, with the month as a number or a word.
            \d{1,2}([/.\-])\d{1,2}[/.\-](?:19|20)?\d{2}
          | (?:19|20)\d{2}[/.\-]\d{1,2}[/.\-]\d{1,2}
          | \d{1,2}(?:st|nd|rd|th)?[-./]?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-./]?(?:\d{2,4})?
          | (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-./]?(?:\d{2,4})
          | (?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])
          | (?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])20\d{2}
          # A financial year.
          | (?:fy|cy|ay)(?:19|20)?\d{2}(?:[-/](?:19|20)?\d{2})?
          # A time of day, an ordinal, a number with a unit, a paper size, a quarter.
          | \d{1,2}[.]\d{2}(?:am|pm)? | \d+(?:am|pm|st|nd|rd|th|hrs?|mins?|k|m|mb|kb|pt|px|bn|year)
          | (?:[0-2]?\d[.:][0-5]\d)-(?:[0-2]?\d[.:][0-5]\d)
          | q[1-4](?:[-/].*)? | [abc]\d{1,2} | v(?:er|ersion)?[.]?\d[\d.]*
          # A telephone number, a postcode, a file of the Information Commissioner.
          | (?:00|44|0)\d{9,12} | 0\d{2,5}[-.]\d{3}[-.]?\d{3,4}
          | [a-z]{1,2}\d[a-z\d]?\d[a-z]{2} | ic-\d{4,7}-(?:[a-z][a-z0-9]{3}|[a-z0-9][a-z][a-z0-9]{2}|[a-z0-9]{2}[a-z][a-z0-9]|[a-z0-9]{3}[a-z]) | fs\d{8} 
          # A section, a paragraph, a law.
          | (?:s|ss|sec|section|art|reg|para|sch)[.]?\d+[a-z]?
          | (?:19|20)\d{2}/(?:3391|520|3244|2004)
          | \d{1,3}(?:\.\d{1,3}){3}
          | covid[-_]?19 | sars[-_].* | utf[-_]?8 | [0-9]+/[0-9] | [a-z]\d?/\d{1,2}
        )$",
    )
    .ok()
});

/// What scanners and cameras call a document.
pub(super) static SCAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(
        r"(?ix)^(?:skm|km|img|dsc|scan|scn|doc|xerox|mfp|brw|brn|image|rico|canon|hp|pscan|mx)[-_]?[a-z]{0,2}[-_]?\d[\d\-_.]*$",
    )
    .ok()
});
