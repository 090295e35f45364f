//! Two things with one id: steps in the workflow; evidence, fields and options in a step.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::RawWorkflow;
use crate::sink::Sink;

/// Reports every id that stands twice, with both places; of the steps only the first `own` count.
pub(crate) fn check(raw: &RawWorkflow, own: usize, sink: &Sink<'_>) {
    let steps = raw.steps.iter().take(own).filter_map(|step| step.id.as_ref());
    report(
        steps.map(|id| (id.value.as_str(), &id.span)),
        "two steps are called",
        sink,
    );
    for step in raw.steps.iter().take(own) {
        let evidence = step
            .evidence
            .iter()
            .map(|item| (item.id.value.as_str(), &item.id.span));
        report(
            evidence,
            &format!("{} asks for two items of evidence called", step.name()),
            sink,
        );
        let fields = step
            .record
            .iter()
            .map(|field| (field.id.value.as_str(), &field.id.span));
        report(
            fields,
            &format!("{} records two fields called", step.name()),
            sink,
        );
        let options = step.options.iter().flat_map(|options| &options.value);
        let options = options.map(|option| (option.id.value.as_str(), &option.id.span));
        report(options, &format!("{} has two options called", step.name()), sink);
    }
    for (id, event) in &raw.events {
        let fields = event
            .record
            .iter()
            .map(|field| (field.id.value.as_str(), &field.id.span));
        report(fields, &format!("event `{id}` records two fields called"), sink);
    }
    for (id, fact) in &raw.facts {
        let options = fact.options.iter().flat_map(|options| &options.value);
        let options = options.map(|option| (option.value.as_str(), &option.span));
        report(options, &format!("fact `{id}` has two options called"), sink);
    }
}

fn report<'a>(ids: impl Iterator<Item = (&'a str, &'a Range<usize>)>, message: &str, sink: &Sink<'_>) {
    let mut seen: BTreeMap<&str, &Range<usize>> = BTreeMap::new();
    for (id, span) in ids {
        match seen.get(id) {
            Some(first) => sink.push(
                Problem::error(codes::DUPLICATE_ID, format!("{message} `{id}`"))
                    .at(span.clone(), "the second")
                    .at((*first).clone(), "the first")
                    .help("rename one of them"),
            ),
            None => {
                seen.insert(id, span);
            }
        }
    }
}
