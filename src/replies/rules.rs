//! What a sentence must say for the mail to be of a kind. A rule is a row; their order is the argument.

use super::Kind;

/// One row of the table: what a sentence must say for the mail to be of that kind.
pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Written as `wording` reads it.
    pub(super) any_of: &'static str,
    /// A sentence that also says this is something else.
    pub(super) unless: &'static str,
}

const NOTHING: &str = r"\A\z.";

/// In order of precedence (DESIGN.md): outcome of a review, correction, refusal and not held, then
/// the procedural kinds, then acknowledgements.
pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "review_outcome",
        kind: Kind::ReviewOutcome,
        any_of: r"(?:outcome|result|conclusion|findings?)\s+of\s+(?:(?:the|your|our|my|this)\s+)?(?:internal\s+)?review|\binternal\s+review\s+(?:decision|outcome|response|findings)|\bconcluded\s+(?:the|my|our|your)\s+(?:internal\s+)?review|\b(?:complaint|refusal|decision)\s+is\s+(?:therefore\s+|not\s+|partly\s+)?upheld|\bcarried\s+out\s+(?:the|an|your|our)\s+(?:internal\s+)?review|(?:internal\s+)?review\s+(?:has|is)\s+(?:now\s+)?(?:been\s+)?(?:complete[d]?|concluded)|(?:review|reviewed|reconsidered)\b.{0,80}\b(?:uphold\w*|upheld|overturn\w*)|\bupholds\b.{0,40}\b(?:original|decision|refusal|reliance)|\bI\s+(?:have\s+)?(?:uphold|upheld|reviewed)\b.{0,60}\b(?:decision|response|handling)|\b(?:following|after|further\s+to)\s+(?:our|the|your|an|my|this)\s+(?:internal\s+)?review\b.{0,60}\b(?:we|I|the\s+council)\b|requirement\s+for\s+review\b.{0,80}\b(?:upheld|confirm|substitut|conclud)",
        unless: r"dissatisfied|unhappy|not\s+satisfied|not\s+content|right\s+to|you\s+(?:can|may|have)|wish\s+to|ask\s+(?:us\s+)?for|request\s+an?|acknowledge",
    },
    Rule {
        name: "correction",
        kind: Kind::Correction,
        any_of: r"\bsupersed\w+|\bshould\s+have\s+read\b|\btyp(?:ing|ographical)\s+(?:slip|error|mistake)|\bcorrected\s+(?:response|reply|figures?|version|answer|numbers?)|\b(?:disregard|ignore)\b.{0,40}\b(?:e-?mail|message|response|reply|letter|figures?|answers?)\b|(?:disregard|ignore)\s+(?:our|the|my)\s+(?:earlier|previous|original|last|first)|\bcorrect\s+(?:figures?|numbers?|answers?|version)\b|\b(?:made|was|were|been|contain\w*|found)\s+(?:a|an|some)?\s*(?:mistakes?|errors?)\b|\b(?:mistakes?|errors?)\s+in\s+(?:the|our|my|these)\b|\b(?:figure|number|answer)s?\b.{0,60}\bshould\s+(?:now\s+)?(?:be|read|say)\s+\W?(?:\d|zero|nil|none|one|two|three|four|five|six|seven|eight|nine|ten)|\berror\s+in\s+(?:our|the|my)\s+(?:earlier\s+|previous\s+|original\s+)?(?:response|reply|figure|answer|letter)|\bamended\s+(?:response|reply|figures?|answer)|(?:figure|number|answer)s?\s+(?:we|I)\s+(?:gave|sent|provided|supplied)\b.{0,80}\b(?:wrong|incorrect|not\s+right|error|mistake)|replaces?\s+(?:our|the|my)\s+(?:earlier|previous|original|last)",
        unless: NOTHING,
    },
    Rule {
        name: "review_decided",
        kind: Kind::ReviewOutcome,
        any_of: r"\b(?:panel|reviewer|my review|our review|adolygiad mewnol)~{decide}\b|\b(?:outcome|result|decision|canlyniad|penderfyniad)(?: of| ar| yr?| eich| your| our| the| foi| an)* {review}\b|\bI (?:partly |fully |largely |do not )?agree with you\b|\bmy review is (?:done|complete)|\bpenderfyniad gwreiddiol\b",
        unless: r"dissatisfied|unhappy|not satisfied|not content|right to|you (?:can|may|have)|wish to|ask (?:us )?for|request an?|acknowledge|anfodlon|requir(?:e|ing) a review|will be|within|received|hawl",
    },
    Rule {
        name: "one_figure_for_another",
        kind: Kind::Correction,
        any_of: r"\b(?:figure|number|answer|total)s?~(?:ought to|should) (?:have been|be|read)(?: \w+)? \d|\b\d+ (?:rather than|instead of) \d+\b|\b(?:had|has|contained) an? (?:error|mistake|slip)\b|\b(?:cywir\w+|cywiriad)~(?:ffigur|ateb)",
        unless: NOTHING,
    },
    Rule {
        name: "cost_limit",
        kind: Kind::Refusal,
        any_of: r"exceed\w*\b.{0,60}(?:\b(?:limit|18\s*hours|threshold)\b|£\s*(?:450|600)\b)|(?:over|above|beyond|in\s+excess\s+of)\s+the\s+(?:appropriate|cost|statutory|prescribed|fees?)\b|\bexcessive\s+cost",
        unless: r"does\s+not\s+exceed|not\s+exceeded|within\s+the",
    },
    Rule {
        name: "refusal",
        kind: Kind::Refusal,
        any_of: r"\brefusal\s+notice\b|\bnot\s+(?:be\s+)?(?:releas|disclos)\w+|\bconsiders?\b.{0,40}\bexempt|\b(?:is|are|be|being|been)\s+(?:therefore\s+|being\s+)?(?:exempt|refus\w+|withheld)\b|\bwe\s+(?:are\s+|have\s+|must\s+|therefore\s+)*(?:refus\w+|withh\w+)|\bexemption\b.{0,60}\b(?:applies|apply|applied|engaged)|\b(?:applied|applying|relying\s+on|rely\s+on|engages?|invok\w+)\b.{0,60}\bexempt\w*|\bnot\s+(?:have|required|obliged|need)\s*\w*\s+to\s+comply|\bno\s+part\s+of\s+the\s+information|\bvexatious\b|\brepeated\s+request|neither\s+confirm(?:s|ed|ing)?\s+n?or\s+den\w+|\bunable\s+to\s+(?:disclose|release)|\bunable\s+to\s+(?:supply|provide|give)\s+(?:you\s+(?:with\s+)?)?(?:this|the|that|any|these)\s+(?:\w+\s+)?(?:information|data|figures?)|\bsections?\s*\d{2}\b(?:\s*\(\w+\))*\s+(?:is|are|applies|apply|has)\b.{0,30}(?:engaged|applied|\.|$)|\bmanifestly\s+unreasonable|\bnot\s+(?:a\s+)?valid\s+(?:request\s+)?under|\bbreach\s+(?:of\s+)?(?:the\s+|any\s+)?data\s+protection|\bin\s+line\s+with\s+section\s*(?:12|14|2\d|3\d|4[0-4])\b|\bexempt(?:ion)?\s+(?:from|under|by)\b|\b(?:declin\w+|decided\s+not)\s+to\s+(?:disclose|release|provide|comply|answer|supply)",
        unless: r"\bnot\s+(?:\w+\s+)?(?:vexatious|repeated)|not\s+(?:been\s+|being\s+)?(?:refused|withheld|exempt)|no\s+exemption|no\s+part\b.*\brefused|none\s+of|right\s+to",
    },
    Rule {
        name: "will_not_disclose",
        kind: Kind::Refusal,
        any_of: r"\b(?:we|I|council|board|trust|authority|rydym|rydw)\b~{withhold}\b|\b(?:is|isn['’]t) (?:not )?(?:our|council) policy to\b|\b(?:won['’]t|will not|shall not|cannot|can['’]t|na allwn|ni allwn) (?:therefore |be )?{disclose}\b|\bexempts? (?:it|this|them|the)\b",
        unless: r"\bby (?:the |that )?(?:date|\d)|in time|within|before|until|complaint|deadline|not (?:been |being )?(?:refused|withheld|exempt)|none of|yet\b|form\b|not know|pass it|advice|\bgive (?:you )?(?:a|any) (?:\w+ )?(?:date|day|timescale|time frame)\b",
    },
    Rule {
        name: "section_relied_on",
        kind: Kind::Refusal,
        any_of: r"\b{refusing_section}~{act}~(?:exempts?|applies|engaged|lets us|allows us|permits|applied|refus\w+|withh\w+)|\b(?:under|o dan|by virtue of|because of|through|unol ag) {refusing_section}\b|\bnot (?:obliged|required) to comply\b",
        unless: r"\bChildren Act|\bno\b~{refusing_section}|not (?:been )?(?:reached|applied|relied)|{not}~(?:withheld|refused|exempt)",
    },
    Rule {
        name: "already_public",
        kind: Kind::Refusal,
        any_of: r"\b(?:already|otherwise|reasonably)~(?:accessible|available|published|in the public domain|to be found)\b|\b(?:will|due to|going to|to) (?:be published|come out|appear)\b~{act}",
        unless: r"\bdisclosure log\b|you (?:can|may)|other requests",
    },
    Rule {
        name: "not_held",
        kind: Kind::NotHeld,
        any_of: r"\b(?:do|does|did)\s+not\s+(?:currently\s+|routinely\s+|centrally\s+)?(?:hold|record|collect|capture|keep)\b|\b(?:is|are|was|were)\s+not\s+(?:currently\s+|centrally\s+)?(?:held|recorded|collected|captured)\b|\bno\s+(?:recorded\s+)?information\s+(?:is\s+)?held|\bnot\s+held\b|\bunable\s+to\s+(?:report|extract|provide\s+a\s+figure)|\bcannot\s+(?:be\s+)?(?:report|extract)\w*|\bholds?\s+no\b|\b(?:do|does|did)\s+not\s+have\s+(?:this|the|that|any|such)\s+(?:\w+\s+)?(?:information|data|figures?|records?)|ddim\s+yn\s+(?:dal|cadw)",
        unless: NOTHING,
    },
    Rule {
        name: "holds_none",
        kind: Kind::NotHeld,
        any_of: r"\b{not}(?: [\w'’-]+){0,4} {hold}\b|\b(?:hold|holds|have|has|keep|keeps) {none} ?(?:of )?(?:the |such |this |that )?(?:{info}|for)\b|\bholds? (?:none|nothing)\b|\bno (?:such )?{info}~(?:{hold}|exists?)\b",
        unless: r"\bkeep to\b|\b(?:identif|personal)\w*|hold up|\bnot keep you|\bhold\w* (?:\w+ )?back|keep (?:it|this|the|your)\b|waiting|on hold|records? (?:a|your) call",
    },
    Rule {
        name: "fees_notice",
        kind: Kind::Fees,
        any_of: r"\bfees?\s+notice\b|\b(?:a|the)\s+(?:fee|charge|payment)\s+of\s+£|£\s?\d[\d.,]*\b.{0,60}\b(?:payable|to\s+be\s+paid|fee|disbursement|charge)|\b(?:payment|fee)\b.{0,40}\bwithin\s+three\s+months",
        unless: r"\bfee\s+of\s+£\s?40\b",
    },
    Rule {
        name: "sum_to_be_paid",
        kind: Kind::Fees,
        any_of: r"\b{fee}~{money}|{money}~{fee}\b",
        unless: r"£ ?(?:450|600)\b|{withhold}|exceed|per hour|an hour|would cost|free of charge|no charge",
    },
    Rule {
        name: "clarification",
        kind: Kind::Clarification,
        any_of: r"\b(?:could|can|would|grateful\s+if)\b.{0,30}\byou\b.{0,40}\b(?:clarif\w+|confirm\s+(?:which|what|whether|if)|specify|tell\s+us|let\s+us\s+know\s+(?:which|what|whether))|\bplease\s+(?:could\s+you\s+)?(?:clarify|specify|confirm\s+(?:which|what|whether)|tell\s+us\s+(?:which|what|whether)|let\s+us\s+know\s+(?:which|what|whether))|\b(?:need|require|requir\w+|seek\w*|request\w*)\s+(?:\w+\s+){0,4}(?:clarification|further\s+information\s+from\s+you)|\bsection\s*1\s*\(\s*3\s*\)|\bon\s+hold\b|\bunclear\s+(?:to\s+us\s+)?(?:as\s+to\s+)?(?:what|which|whether)|\b(?:can|could|would)\s+you\s+(?:please\s+)?(?:say|send\s+us|tell\s+us|explain|state|give\s+us)\b|\bdays\s+(?:will|do)\s+not\s+(?:begin|start|run)|\bcould\s+you\s+help\b|\bnarrow\s+(?:down\s+)?(?:your|the)\s+(?:request|scope)|\b(?:could|can|may)\s+(?:we|I)\s+(?:please\s+)?ask\s+(?:you\s+)?(?:what|which|whether|for)|\bproof\s+of\s+(?:your\s+)?(?:identity|address)|\bonce\s+(?:we|I)\s+(?:have|receive|hear)\b.{0,80}\b(?:period|working\s+days|clock|begin|start)|\bclock\s+(?:is|has)\b.{0,30}\b(?:stopped|paused)",
        unless: r"\bif\s+we\b|should\s+we|may\s+need|might\s+need|contact\s+you",
    },
    Rule {
        name: "asks_what_is_meant",
        kind: Kind::Clarification,
        any_of: r"\b(?:do you|did you|would you like|are you|should we|shall we|a ydych|ydych chi)\b[^?]*\b(?:mean|want|asking|interested|looking|include|count|need|after|am i ni)\b[^?]*\?|\bplease (?:choose|say|state|indicate)\b|\bbefore we (?:can|could) (?:go on|start|proceed|begin|continue)\b|\b(?:egluro|eglurhad|eglurwch|eglurder)\b|\badran 1 ?\(3\)",
        unless: r"\bif we\b|should we need|may need|might need|help today|survey|experience|\bpe (?:bai|byddai)\b|\bpetai|\badd (?:something|anything|more|a comment|to)\b",
    },
    Rule {
        name: "extension",
        kind: Kind::Extension,
        any_of: r"\bextend\w*\b.{0,60}\b(?:time|deadline|period|limit|response|working\s+days)|\b(?:time|deadline|period|limit)\b.{0,40}\b(?:has|have|is|been|must|needs?)\b.{0,20}\bextended|\b(?:further|additional|another)\s+(?:20|twenty|\d{1,2})\s+working\s+days|\bsection\s*10\s*\(\s*3\s*\)|\b(?:need|require|taking)\b.{0,30}\b(?:more|further|additional|extra)\s+time\b.{0,80}\bpublic\s+interest",
        unless: r"\bdo\s+not\b",
    },
    Rule {
        name: "more_time_needed",
        kind: Kind::Extension,
        any_of: r"\b{more}(?: [\w'’-]+){0,2} (?:\d{1,2} |twenty |ten )?{time}\b~(?:need|public interest|to (?:decide|consider|weigh|reply|respond)|budd)|\bneed\w*~{more}(?: [\w'’-]+){0,2} {time}|\b(?:need|take|require)s? an? (?:additional|further|extra)\b|\bpublic interest\b~(?:not yet|still|will tell you|will let you know|by)\b|\b{not} yet (?:reached|come to|decided|concluded|finished)\b|\bestyn\w*",
        unless: r"\bdo not\b|\bif\b|\bmay\b|rhoi gwybod|pe bai",
    },
    Rule {
        name: "transferred",
        kind: Kind::Transfer,
        any_of: r"\btransferred\s+(?:your|the|this)\s+(?:request|enquiry)\b|\b(?:request|enquiry)\s+(?:has|was)\s+(?:been\s+)?transferred\b|\bpass\w*\s+(?:on\s+)?your\s+(?:name|details|request)\b.{0,120}\b(?:trust|council|board|authority)\b|\b(?:send|address|submit|direct|re-?direct)\s+(?:your|the|these)\s+(?:request|questions?|enquiry)\s+(?:again\s+)?to\s+(?:the\s+)?[A-Z]|\bno\s+responsibility\s+for\b|\bis\s+a\s+matter\s+for\s+the\s+[A-Z]|\bheld\s+by\s+(?:the\s+)?(?:individual|each|local)\s+\w+",
        unless: r"\b(?:directorate|department|service\s+area)\b|\bform\b",
    },
    Rule {
        name: "another_body_has_it",
        kind: Kind::Transfer,
        any_of: r"\b{request}(?: [\w'’-]+){0,4} (?:been )?{pass}(?: [\w'’-]+){0,3} to (?:the |another )?{body}\b|\b(?:may we|shall we|a gawn ni|with your (?:agreement|consent|permission)|would you like us to)\b~{pass}|\b{pass} (?:your |the |these )?{request}(?: [\w'’-]+){0,3} to (?:them|the|another)\b|\bthe responsibility of\b~{body}|\b(?:rest|lie)s? with (?:the )?{body}\b",
        unless: r"\bteam\b|colleague|department|directorate|officer|section\b|service area|not (?:passed|forwarded)|\bform\b|could it be|if they",
    },
    Rule {
        name: "transfer",
        kind: Kind::Transfer,
        any_of: r"\b(?:transferred|passed|forwarded|redirected|referred)\s+(?:your\s+(?:request|enquiry|e-?mail|letter|correspondence)|it|this)\s+(?:on\s+)?to\b|\byour\s+(?:request|enquiry)\s+(?:has|was)\s+(?:been\s+)?(?:transferred|passed|forwarded|referred)\b|\b(?:re-?direct|re-?submit|send|address|direct)\s+(?:your\s+(?:request|enquiry)|it|this)\s+(?:directly\s+)?to\s+(?:the\s+)?[A-Z]|\b(?:is|are)\s+(?:not\s+)?(?:the\s+)?responsib\w+\s+(?:of|for)\b.{0,80}\b(?:county\s+council|trust|another\s+(?:authority|body))",
        unless: r"\b(?:relevant|appropriate|correct|our)\s+(?:service|department|team|officer|area|directorate)|\bteam\b|\bform\b|\bICO\b|Commissioner",
    },
    Rule {
        name: "portal_link",
        kind: Kind::PortalLink,
        any_of: r"\b(?:view|download|access|retrieve|collect|read|open|log\s*in|sign\s*in)\b.{0,120}https?://|\blink\b.{0,60}\bexpir\w+|\bplaced\s+in\s+your\s+account|\buploaded\s+to\b|\bsign\s+in\s+to\b|https?://\S+.{0,120}\b(?:expire|download|log\s*in|view|password|passcode)|\b(?:secure|encrypted)\s+(?:message|link|portal|e-?mail|file)\b.{0,120}\b(?:download|open|view|read|link|collect)",
        unless: r"\b(?:ico\.org\.uk|foi\.scot|itspublicknowledge|disclosure\s+log|privacy|survey|website)\b",
    },
    Rule {
        name: "password_of_a_file",
        kind: Kind::PortalLink,
        any_of: r"\b(?:one-time|file|document|access|the|your)? ?(?:password|passcode|pass phrase|pin)\b(?: (?:is|for|to|below)|[^.]{0,20}\b[\w]+-[\w-]+\b)|\buse the (?:one-time )?password\b",
        unless: r"\bnever (?:ask|share)\b|forgotten",
    },
    Rule {
        name: "acknowledgement",
        kind: Kind::Acknowledgement,
        any_of: r"\backnowledg\w+|\b(?:request|enquiry|e-?mail|correspondence|letter)\b.{0,60}\b(?:has|have|was|is)\s+(?:now\s+)?(?:been\s+)?(?:received|logged|registered|recorded|allocated|assigned)|\b(?:we|I)\s+(?:have\s+|can\s+confirm\s+(?:that\s+)?(?:we\s+have\s+)?)?(?:received|logged|registered)\s+your|\bthank\s+you\s+for\s+your\s+(?:request|e-?mail|enquiry|freedom|letter|information|correspondence|message|recent|foi)|\b(?:we|you)\s+(?:will|should|aim\s+to|shall|can\s+expect)\b.{0,80}\b(?:repl\w+|respon\w+|hear|receive|answer)\b.{0,80}\b(?:working\s+days|by|within|no\s+later)|\bdiolch\s+am\s+eich|\brydym\s+wedi\s+derbyn",
        unless: NOTHING,
    },
];
