//! How interventions stand, in a few words.

use alongside_runtime::core::Standing;

use super::dates::day;
use super::table::Look;

/// How an intervention stands, and how that looks.
pub(crate) fn standing(standing: Option<&Standing>) -> (String, Look) {
    match standing {
        None => ("adopted".to_owned(), Look::Plain),
        Some(Standing::Planning) => ("its plan is being fetched".to_owned(), Look::Faint),
        Some(Standing::Running) => ("runs".to_owned(), Look::Plain),
        Some(Standing::Halted { on, by, reason }) => {
            (format!("halted {} by {by}: {reason}", day(*on)), Look::Bad)
        }
        Some(Standing::Concluded {
            verdict,
            on,
            by,
            reason,
        }) => (
            format!("{} ({} by {by}: {reason})", verdict.as_str(), day(*on)),
            Look::Good,
        ),
    }
}
