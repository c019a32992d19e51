//! The letters that ship with the program, in the order in which they are listed.

/// Name and text of each file of `templates/letters`.
macro_rules! shipped {
    ($($name:literal)*) => {
        &[$((
            concat!($name, ".txt"),
            include_str!(concat!("../../templates/letters/", $name, ".txt")),
        )),*]
    };
}

/// Every letter, ground and part, by name.
pub(super) const SHIPPED: &[(&str, &str)] = shipped! {
    "foia/request" "foia/chaser" "foia/final_chaser" "foia/thanks" "foia/clarification_reply"
    "foia/fee_reply" "foia/narrowing" "foia/extension_challenge" "foia/review_request"
    "foia/review_chaser" "foia/complaint" "foia/identity_reply" "foia/web_form_reply"
    "foia/receipt_correction" "foia/transfer_consent" "foia/withdrawal" "foia/follow_up"
    "foia/breach_notice"
    "foia/grounds/s12" "foia/grounds/s14" "foia/grounds/s21" "foia/grounds/s22"
    "foia/grounds/s31" "foia/grounds/s36" "foia/grounds/s40" "foia/grounds/not_held"
    "foia/grounds/late" "foia/grounds/incomplete" "foia/grounds/other"
    "foia/parts/asking"
    "foia/cy/request" "foia/cy/chaser" "foia/cy/questions" "foia/cy/signature"
    "foisa/request" "foisa/chaser" "foisa/final_chaser" "foisa/thanks" "foisa/clarification_reply"
    "foisa/fee_reply" "foisa/narrowing" "foisa/extension_challenge" "foisa/review_request"
    "foisa/review_chaser" "foisa/complaint" "foisa/identity_reply" "foisa/web_form_reply"
    "foisa/receipt_correction" "foisa/transfer_consent" "foisa/withdrawal" "foisa/follow_up"
    "foisa/breach_notice"
    "foisa/grounds/s12" "foisa/grounds/s14" "foisa/grounds/s25" "foisa/grounds/s27"
    "foisa/grounds/s30" "foisa/grounds/s35" "foisa/grounds/s38" "foisa/grounds/not_held"
    "foisa/grounds/silence" "foisa/grounds/late" "foisa/grounds/incomplete" "foisa/grounds/other"
    "foisa/parts/asking"
    "eir/chaser" "eir/final_chaser" "eir/extension_challenge" "eir/review_request" "eir/complaint"
    "eir/grounds/not_held" "eir/grounds/late" "eir/grounds/incomplete" "eir/grounds/other"
    "eisr/chaser" "eisr/final_chaser" "eisr/extension_challenge" "eisr/review_request"
    "eisr/complaint"
    "eisr/grounds/not_held" "eisr/grounds/silence" "eisr/grounds/late" "eisr/grounds/incomplete"
    "eisr/grounds/other"
    "questions" "parts/heading" "parts/working" "parts/signature" "parts/enclosed" "parts/earlier"
};
