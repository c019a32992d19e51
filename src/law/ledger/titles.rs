//! What each limit is called by people.

/// A deadline's code as people say it.
pub fn title(code: &str) -> &str {
    match code {
        "response" => "Reply due",
        "wd40" => "40 working days",
        "n_working_days" => "Working days",
        "chase_on" => "Chase on",
        "fee_pay_by" => "Fee payable until",
        "pit_extended_response" | "eir_extended_response" => "Reply due, extended",
        "eir_reconsideration_response" => "Reconsideration due",
        "internal_review_request_by" => "Ask for a review by",
        "internal_review_expected" => "Internal review expected by",
        "internal_review_longstop" => "Wait for the internal review until",
        "regulator_complaint_by" | "foisa_commissioner_by" => "Complain to the regulator by",
        "tribunal_appeal_by" => "Appeal to the tribunal by",
        "foisa_review_request_by_statutory" => "Require a review by (the Act's limit)",
        "foisa_review_request_by_recommended" => "Require a review by (to be safe)",
        "foisa_review_response" => "Review due",
        "court_of_session_by" => "Appeal to the Court of Session by",
        "aggregation_safe_from" => "Costs no longer added up from",
        other => other,
    }
}
