//! What a review came to: the decision we complained of stands, falls, or does both in part.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;

use crate::replies::pattern::regex;
use serde::{Deserialize, Serialize};

use super::supposing::supposes;
use super::{Facts, Mail, Said};
use crate::replies::Kind;

/// Said of the decision that was reviewed, not of our complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewOutcome {
    Upheld,
    PartlyUpheld,
    Overturned,
}

impl ReviewOutcome {
    pub fn code(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::PartlyUpheld => "partly_upheld",
            Self::Overturned => "overturned",
        }
    }
}

impl fmt::Display for ReviewOutcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

type Pattern = LazyLock<Option<Regex>>;

fn is(pattern: &Pattern, text: &str) -> bool {
    pattern.as_ref().is_some_and(|found| found.is_match(text))
}

/// Both at once, in one sentence.
static IN_PART: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:partly|partially|in\s+part|part\s+of)\b[^.;]{0,60}\b(?:uph[eo]ld\w*|agree\w*|overturn\w*|confirm\w*|upholding|justified)\b
          | \b(?:uph[eo]ld\w*|agree\w*|overturn\w*|confirm\w*|allow\w*)\b[^.;]{0,40}\b(?:partly|partially|in\s+part)\b | \byn\s+rhannol\b",
    )
    .ok()
});
/// Our complaint is what is upheld, or not.
static COMPLAINT_FAILS: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:complaint|review\s+request|challenge|appeal)\b[^.;]{0,30}\bnot\b[^.;]{0,15}\b(?:upheld|allowed|justified)\b
          | \b(?:not|un)\s*(?:able\s+to\s+)?(?:uphold|upholding|allow)\b[^.;]{0,20}\byour\s+(?:complaint|challenge|appeal)\b | \bnid\b[^.;]{0,30}\bcadarnhau\s+eich\s+cwyn\b",
    )
    .ok()
});
static COMPLAINT_SUCCEEDS: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:complaint|challenge|appeal)\b[^.;]{0,20}\b(?:is|was|has\s+been|are)\s+(?:therefore\s+|fully\s+)?(?:upheld|allowed)\b
          | \b(?:I|we|panel|council)\s+(?:have\s+)?(?:therefore\s+|fully\s+)?(?:uphold|upheld|allow)\s+your\s+(?:complaint|challenge|appeal)\b",
    )
    .ok()
});
static STANDS: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:uphold(?:s|ing)?|upheld|confirm(?:s|ed|ing)?|maintain(?:s|ed)?|endorse[sd]?|stands?\s+by|agree\s+with)\b[^.;]{0,40}\b(?:decision|refusal|reliance|response|use|application|original|exemption|section|withhold\w*|approach)\b
          | \b(?:uphold|maintain|confirm)(?:s|ing)?\s+(?:it|this|that|them)\b
          | \b(?:response|decision|handling|refusal|approach)\b[^.;]{0,30}\b(?:is|was)\s+(?:appropriate|justified|reasonable|lawful)\b
          | \b(?:decision|refusal|response|reply|reliance|exemption|section\s*\d+\w*(?:\(\w+\))*|information)\b[^.;]{0,40}\b(?:is|was|were|are|be|has\s+been)\s+(?:therefore\s+|now\s+)?(?:rightly|correctly|properly|upheld|right|correct|confirmed)\b
          | \b(?:rightly|correctly|properly)\s+(?:applied|used|relied|withheld|refused|engaged)\b | \b(?:remains?|stays?|continue[sd]?\s+to\s+be)\s+(?:withheld|exempt|refused|unchanged)\b
          | \b(?:decision|refusal|penderfyniad|gwrthod)\b[^.;]{0,40}\b(?:stands?|unchanged|sefyll)\b | \bgymhwyso\b[^.;]{0,40}\bgywir\b",
    )
    .ok()
});
static FALLS: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:overturn(?:s|ed|ing)?|set(?:s|ting)?\s+aside|substitut(?:e|es|ed|ing)|revers(?:e|es|ed)|withdraws?|withdrawn)\b[^.;]{0,50}\b(?:decision|refusal|response|reliance|original|exemption|one|it)\b
          | \b(?:decision|refusal|exemption)\b[^.;]{0,40}\b(?:is|was|has\s+been)\s+(?:therefore\s+)?(?:overturned|set\s+aside|reversed|withdrawn|wrong|incorrect)\b
          | \b(?:wrong|wrongly|incorrect|incorrectly|mistaken)\b[^.;]{0,30}\b(?:to\s+(?:withhold|refuse|apply|rely)|withheld|refused|applied|relied)\b
          | \b(?:should|ought\s+to)\s+(?:not\s+)?have\s+been\s+(?:released|disclosed|provided|applied|given|refused|withheld|answered)\b | \bought\s+not\s+to\s+have\s+been\b
          | \b(?:releas(?:e|es|ing)|disclos(?:e|es|ing)|now\s+(?:releas|disclos|provid|giv)\w*)\b[^.;]{0,30}\b(?:it|them|the\s+(?:information|figures|numbers))\b
          | \bin\s+your\s+favour\b | \bno\s+longer\s+appl(?:y|ies)\b
          | \bgive\s+you\s+the\s+(?:figures|numbers|information)\b | \bwyrdroi\b | \bgwrthdroi\b",
    )
    .ok()
});
/// "Was not correctly applied": the word of approval is denied.
static DENIED: Pattern = LazyLock::new(|| {
    regex(
        r"(?ix)\b(?:not|never|cannot)\s+(?:\w+\s+){0,2}(?:correctly|rightly|properly|applicable|engaged|justified|appropriate|lawful|uphold|maintain|agree\s+with)\b",
    )
    .ok()
});
/// What was overturned elsewhere, and what the next stage may do.
static ELSEWHERE: Pattern = LazyLock::new(|| {
    regex(r"(?i)\b(?:commissioner\s+(?:may|can|will)|tribunal|whether\s+to|you\s+(?:asked|argued?|say|said|complain\w*|believe)|will\s+(?:decide|consider|look|review)|if\s+you\s+(?:are|remain)|dissatisfied|unhappy)\b").ok()
});

pub(super) fn find(mail: &Mail<'_>, found: &mut Facts) {
    if mail.kind() != Kind::ReviewOutcome {
        return;
    }
    let (mut stands, mut falls) = (None, None);
    for sentence in mail.stated {
        if supposes(sentence) || is(&ELSEWHERE, sentence) {
            continue;
        }
        if is(&IN_PART, sentence) {
            found.review_outcome = Some(Said::new(ReviewOutcome::PartlyUpheld, sentence));
            return;
        }
        if is(&COMPLAINT_FAILS, sentence) {
            stands.get_or_insert(sentence);
        } else if is(&COMPLAINT_SUCCEEDS, sentence) {
            falls.get_or_insert(sentence);
        } else {
            let denied = is(&DENIED, sentence);
            if denied {
                falls.get_or_insert(sentence);
            }
            if is(&STANDS, sentence) && !denied {
                stands.get_or_insert(sentence);
            }
            if is(&FALLS, sentence) {
                falls.get_or_insert(sentence);
            }
        }
    }
    found.review_outcome = match (stands, falls) {
        (Some(stands), Some(falls)) => {
            let words = format!("{falls} … {stands}");
            Some(Said::new(ReviewOutcome::PartlyUpheld, &words))
        }
        (Some(stands), None) => Some(Said::new(ReviewOutcome::Upheld, stands)),
        (None, Some(falls)) => Some(Said::new(ReviewOutcome::Overturned, falls)),
        (None, None) => None,
    };
}
