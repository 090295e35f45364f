//! What a file silences, and why: `[lints]` for the whole workflow, `allow` on a step.
//!
//! Reading checks the names and that each has a reason; silencing takes out what is silenced and reports what had
//! nothing to silence.

use std::collections::BTreeSet;

use super::places::{Allow, Places};
use super::{ALLOW_UNUSED, Found, LINTS};
use crate::codes;
use crate::diagnostics::Problem;
use crate::parse::reader::{Node, Table, text};
use crate::sink::Sink;
use crate::words::{listed, nearest};

/// Checks the table `[lints]` of a file.
pub(crate) fn check_file<'t>(root: &Table<'t>) {
    root.get("lints", |node, _, sink| {
        let table = Table::read(node, "`[lints]`".to_owned(), sink)?;
        for (name, node) in table.entries() {
            known(name.value, name.span, sink);
            let allowed = Table::read(node, format!("`lints.{}`", cut(name.value)), sink);
            if let Some(allowed) = allowed {
                allowed.need("allow", text);
                allowed.finish();
            }
        }
        Some(())
    });
}

/// Checks the key `allow` of a step.
pub(crate) fn check_step<'t>(step: &Table<'t>) {
    step.get("allow", |node: &'t Node<'t>, _, sink| {
        let table = Table::read(node, "`allow`".to_owned(), sink)?;
        for (name, node) in table.entries() {
            known(name.value, name.span, sink);
            text(node, &format!("the reason for `{}`", cut(name.value)), sink);
        }
        Some(())
    });
}

fn known(name: &str, span: std::ops::Range<usize>, sink: &Sink<'_>) {
    if names().any(|known| known == name) {
        return;
    }
    let help = match nearest(name, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "the lints are {}; `alongside explain --list` names them all",
            listed(names())
        ),
    };
    let message = format!("there is no lint called `{}`", cut(name));
    sink.push(
        Problem::error(codes::UNKNOWN_LINT, message)
            .at(span, "")
            .help(help),
    );
}

fn cut(name: &str) -> String {
    name.chars().take(80).collect()
}

/// The names by which lints are silenced. That one is silenced in vain cannot be silenced.
fn names() -> impl Iterator<Item = &'static str> {
    LINTS
        .iter()
        .filter(|lint| lint.code != ALLOW_UNUSED)
        .map(|lint| lint.name())
}

/// Takes out what is silenced, and reports each `allow` that silenced nothing.
pub(super) fn silence(places: &Places, found: Vec<Found>) -> Vec<Problem> {
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut left = Vec::new();
    for Found { step, problem } in found {
        let own = step
            .as_ref()
            .map_or(&[][..], |step| places.allows_of(step.as_str()));
        let allow = own
            .iter()
            .chain(&places.allows)
            .find(|allow| names_code(allow, problem.code));
        match allow {
            Some(allow) => {
                used.insert(allow.place.start);
            }
            None => left.push(problem),
        }
    }
    let steps = places
        .silencing()
        .map(|(step, allows)| (format!("step `{step}`"), allows));
    let file = std::iter::once(("the workflow".to_owned(), places.allows.as_slice()));
    for (owner, allows) in file.chain(steps) {
        for allow in allows.iter().filter(|allow| !used.contains(&allow.place.start)) {
            let message = format!("{owner} silences `{}`, which has nothing to say here", allow.lint);
            let problem = Problem::warning(ALLOW_UNUSED, message).at(allow.place.clone(), "");
            left.push(problem.help("remove it: it would hide what may come later"));
        }
    }
    left
}

fn names_code(allow: &Allow, code: &str) -> bool {
    code.rsplit("::").next() == Some(allow.lint.as_str())
}
