//! Compiling rules of time: whose calendar counts, and which date is meant.

use alongside_core::calendar::{Span, Unit};
use alongside_core::definition::{Every, Repeat, Schedule, TimePoint, TimeRule};
use alongside_core::ids::PartyId;
use alongside_core::value::ValueType;

use crate::codes;
use crate::condition::compile_until;
use crate::diagnostics::Problem;
use crate::raw::{RawPoint, RawRepeat, RawStep, RawTime};
use crate::scope::Scope;
use crate::sink::At;

/// The calendar that counts where a rule names none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DefaultCalendar {
    /// The workflow names none.
    Absent,
    /// The workflow names one that cannot be used, which is reported already.
    Broken,
    /// The workflow names this one.
    Party(PartyId),
}

impl From<Option<PartyId>> for DefaultCalendar {
    fn from(party: Option<PartyId>) -> Self {
        party.map_or(Self::Broken, Self::Party)
    }
}

/// Finds the party whose calendar counts for a rule.
///
/// A rule that needs no school days still belongs to a party: without a name, to the first school.
fn calendar(
    named: Option<&At<PartyId>>,
    default: &DefaultCalendar,
    needs_calendar: bool,
    span: &std::ops::Range<usize>,
    scope: &Scope<'_>,
) -> Option<PartyId> {
    if let Some(named) = named {
        return scope.need_school(named);
    }
    match default {
        DefaultCalendar::Party(party) => return Some(party.clone()),
        DefaultCalendar::Broken => return None,
        DefaultCalendar::Absent => {}
    }
    if let Some(school) = scope.schools().next().filter(|_| !needs_calendar) {
        return Some(school.clone());
    }
    let problem = Problem::error(codes::CALENDAR_MISSING, "nobody says whose calendar counts here")
        .at(span.clone(), "");
    let help = match scope.schools().next() {
        Some(school) => format!("write `calendar = \"{school}\"` here or in `[workflow]`"),
        None => "declare a party of kind `school`, and name it as `calendar` in `[workflow]`".to_owned(),
    };
    scope.sink.push(problem.help(help));
    None
}

pub(super) fn rule(
    raw: &RawTime,
    default: &DefaultCalendar,
    what: &str,
    scope: &Scope<'_>,
) -> Option<TimeRule> {
    let point = raw
        .point
        .as_ref()
        .and_then(|point| compile_point(point, what, scope));
    let needs_calendar = match &raw.point {
        Some(RawPoint::After(span)) => span.unit().needs_calendar(),
        Some(RawPoint::BeforeEnd { .. }) => true,
        Some(RawPoint::On(_) | RawPoint::Recorded(_)) | None => false,
    };
    if raw.point.is_none() && raw.calendar.is_none() {
        return None;
    }
    let calendar = calendar(raw.calendar.as_ref(), default, needs_calendar, &raw.span, scope);
    if let Some(RawPoint::BeforeEnd { offset, .. }) = &raw.point {
        report_long_offset(*offset, &raw.span, scope)?;
    }
    Some(TimeRule {
        point: point?,
        calendar: calendar?,
    })
}

/// Reports reminders and escalations in school time of a due date that is in none, where nobody says whose it is.
pub(super) fn need_calendars(step: &RawStep, default: &DefaultCalendar, scope: &Scope<'_>) {
    let Some(due) = step.due.as_ref().filter(|due| due.calendar.is_none()) else {
        return;
    };
    let counted = match &due.point {
        Some(RawPoint::After(span)) => span.unit().needs_calendar(),
        Some(RawPoint::On(_) | RawPoint::Recorded(_)) => false,
        Some(RawPoint::BeforeEnd { .. }) | None => true,
    };
    let remind = step.remind.iter().flat_map(|remind| &remind.value);
    let escalate = step.escalate.iter().flat_map(|escalate| &escalate.value);
    let spans = remind
        .map(|remind| &remind.before)
        .chain(escalate.map(|escalate| &escalate.after));
    if let Some(span) = spans
        .filter(|span| span.value.unit().needs_calendar())
        .find(|_| !counted)
    {
        calendar(None, default, true, &span.span, scope);
    }
}

fn compile_point(point: &RawPoint, what: &str, scope: &Scope<'_>) -> Option<TimePoint> {
    match point {
        RawPoint::After(span) => Some(TimePoint::After(*span)),
        RawPoint::BeforeEnd { offset, of } => Some(TimePoint::BeforeEnd {
            offset: *offset,
            of: *of,
        }),
        RawPoint::On(date) => Some(TimePoint::On(*date)),
        RawPoint::Recorded(path) => {
            let kind = scope.need_field(path, what)??;
            if kind != ValueType::Date {
                let message = format!(
                    "`{}.{}` is of type `{kind}`, not `date`",
                    path.value.step, path.value.field
                );
                let problem = Problem::error(codes::NOT_A_DATE, message).at(path.span.clone(), "");
                scope
                    .sink
                    .push(problem.help("give the field `type = \"date\"`, or name another"));
                return None;
            }
            Some(TimePoint::Recorded(path.value.clone()))
        }
    }
}

/// An offset back from the end of a period must be shorter than any period.
fn report_long_offset(offset: Span, span: &std::ops::Range<usize>, scope: &Scope<'_>) -> Option<()> {
    if !matches!(offset.unit(), Unit::HalfTerms | Unit::Terms) {
        return Some(());
    }
    let message = format!("`before-end` is counted in days or weeks, not as `{offset}`");
    clock_problem(
        message,
        "write days, school-days, weeks or teaching-weeks, such as `5 school-days`",
        span,
        scope,
    )
}

fn clock_problem<T>(
    message: String,
    help: &str,
    span: &std::ops::Range<usize>,
    scope: &Scope<'_>,
) -> Option<T> {
    scope.sink.push(
        Problem::error(codes::REPEAT_CLOCK, message)
            .at(span.clone(), "")
            .help(help),
    );
    None
}

pub(super) fn repeat(
    raw: &RawRepeat,
    step: &RawStep,
    default: &DefaultCalendar,
    scope: &Scope<'_>,
) -> Option<Repeat> {
    if raw.every.is_none() && raw.schedule.is_none() && raw.until.is_none() && raw.rounds_max.is_none() {
        if !raw.broken {
            let message = format!("{} would repeat for ever without a pause", step.name());
            let problem = Problem::error(codes::REPEAT_UNBOUNDED, message).at(raw.span.clone(), "");
            scope
                .sink
                .push(problem.help("add `every`, `schedule`, `until` or `rounds-max`"));
        }
        return None;
    }
    let clock = match &raw.schedule {
        Some(spans) => schedule(raw, spans, default, scope).map(|schedule| (None, Some(schedule))),
        None => clock(raw, default, scope).map(|every| (every, None)),
    };
    let until = raw
        .until
        .as_ref()
        .map(|until| (until, compile_until(until, scope)));
    if let (Some((written, Some(until))), Some(id)) = (&until, &step.id) {
        let itself = alongside_core::definition::Expr::Name(alongside_core::definition::Name::Step {
            step: id.value.clone(),
            property: alongside_core::definition::StepProperty::Done,
        });
        if until.expr == itself {
            let message = format!(
                "{} repeats until it is done, which it is after one round",
                step.name()
            );
            clock_problem::<()>(
                message,
                "name another step, a condition or `rounds-max`",
                &written.span(),
                scope,
            );
        }
    }
    let until = match until {
        Some((_, compiled)) => Some(compiled?),
        None => None,
    };
    let (every, schedule) = clock?;
    Some(Repeat {
        every,
        schedule,
        until,
        rounds_max: raw.rounds_max,
    })
}

/// The clock of a loop whose rounds are not all equally far apart.
fn schedule(
    raw: &RawRepeat,
    spans: &At<Vec<At<Span>>>,
    default: &DefaultCalendar,
    scope: &Scope<'_>,
) -> Option<Schedule> {
    let mut right = Some(());
    for (key, stray) in [("every", &raw.every), ("before-end", &raw.before_end)] {
        if let Some(stray) = stray {
            let message = format!("`{key}` stands beside `schedule`");
            let problem = Problem::error(codes::CONFLICTING_KEYS, message)
                .at(stray.span.clone(), "")
                .at(spans.span.clone(), "the schedule");
            scope.sink.push(problem.help("keep one of them"));
            right = None;
        }
    }
    if spans.value.is_empty() && !raw.broken {
        right = clock_problem(
            "the schedule holds no rounds".to_owned(),
            "write how far apart the rounds are, such as `[\"2 weeks\", \"4 weeks\", \"1 half-term\"]`",
            &spans.span,
            scope,
        );
    }
    for span in spans.value.iter().filter(|span| span.value.is_zero()) {
        right = no_pause(span, scope);
    }
    let needs_calendar = spans.value.iter().any(|span| span.value.unit().needs_calendar());
    let calendar = calendar(raw.calendar.as_ref(), default, needs_calendar, &raw.span, scope);
    right?;
    Some(Schedule {
        spans: spans.value.iter().map(|span| span.value).collect(),
        calendar: calendar?,
    })
}

fn no_pause(span: &At<Span>, scope: &Scope<'_>) -> Option<()> {
    clock_problem(
        format!("`{}` is no pause", span.value),
        "write a length of at least 1",
        &span.span,
        scope,
    )
}

/// The clock of a repeat: none if it is wrong, none within if there is none.
fn clock(raw: &RawRepeat, default: &DefaultCalendar, scope: &Scope<'_>) -> Option<Option<Every>> {
    let Some(every) = &raw.every else {
        let stray = raw.before_end.as_ref().map(|offset| ("before-end", &offset.span));
        let stray = stray.or(raw.calendar.as_ref().map(|calendar| ("calendar", &calendar.span)));
        return match stray.filter(|_| !raw.broken) {
            Some((key, span)) => clock_problem(
                format!("`{key}` says nothing without `every`"),
                "add `every`",
                span,
                scope,
            ),
            None => Some(None),
        };
    };
    let mut right = Some(());
    if every.value.is_zero() {
        right = no_pause(every, scope);
    }
    if let Some(offset) = &raw.before_end {
        if every.value.unit().period().is_none() {
            let message = format!(
                "`before-end` counts back from the end of half-terms or terms, and this repeats every `{}`",
                every.value
            );
            right = clock_problem(
                message,
                "repeat every `1 half-term` or `1 term`, or remove `before-end`",
                &offset.span,
                scope,
            );
        } else {
            right = right.and(report_long_offset(offset.value, &offset.span, scope));
        }
    }
    let needs_calendar = every.value.unit().needs_calendar();
    let calendar = calendar(raw.calendar.as_ref(), default, needs_calendar, &raw.span, scope);
    right?;
    Some(Some(Every {
        span: every.value,
        before_end: raw.before_end.as_ref().map(|offset| offset.value),
        calendar: calendar?,
    }))
}
