//! Engagements in different states, built by hand.

use alongside_core::finding::Tier;
use alongside_core::ids::EvidenceId;
use alongside_core::state::{EngagementStatus, EvidenceStatus};
use alongside_core::value::Value;
use alongside_core::work::Action;
use jiff::civil::{Date, date};

use super::sample::{Sample, gap, nothing_yet, person, text};

/// Through brokerage, due diligence and the letter.
fn signed() -> Sample {
    let mut sample = nothing_yet();
    for (year, source) in [("2016-17", "2017-850-ks2.csv"), ("2017-18", "2018-850-ks2.csv")] {
        sample.import(year, source);
    }
    sample.done(&["brokerage", "request", "deployment"], date(2018, 9, 10));
    sample.done(
        &[
            "due-diligence",
            "gap",
            "strategies",
            "learning-walks",
            "priorities",
        ],
        date(2018, 9, 28),
    );
    sample.done(&["letter", "letter-draft", "letter-signed"], date(2018, 10, 8));
    let reason =
        "Results in reading, writing and maths have been below those of similar schools for three years.";
    sample.recorded("request", 1, date(2018, 9, 3), vec![("reason", text(reason))]);
    let because = "Both senior teams have the time; no post needs to be filled.";
    sample.decided(
        "deployment",
        1,
        date(2018, 9, 10),
        "strategic-overseer",
        because,
        "adviser",
    );
    let years = ["2015-16", "2016-17", "2017-18"];
    sample.found(
        "gap",
        1,
        date(2018, 9, 12),
        gap(25.34, (10.13, 39.02), 136, &years),
        Some((41.0, 95.0)),
    );
    let because = "The gap is wide and not by chance, but teaching differs from class to class.";
    sample.decided(
        "priorities",
        1,
        date(2018, 9, 28),
        "whole-school",
        because,
        "head",
    );
    let accepted = |by: &str, on: Date| EvidenceStatus::Accepted { by: person(by), on };
    let note = "Seven classes seen; note agreed with the deputy";
    sample.offered(
        "learning-walks",
        "note-of-visit",
        note,
        "nle",
        date(2018, 9, 20),
        accepted("head", date(2018, 9, 21)),
    );
    let letter = "letter-signed.pdf (0f343b0931d1)";
    sample.offered(
        "letter-signed",
        "signed-by-supporter",
        letter,
        "nle",
        date(2018, 10, 5),
        accepted("head", date(2018, 10, 5)),
    );
    sample.offered(
        "letter-signed",
        "signed-by-partner",
        letter,
        "nle",
        date(2018, 10, 5),
        accepted("chair", date(2018, 10, 8)),
    );
    let fields = vec![
        (
            "terms",
            text("Support for leadership and teaching in years 3 to 6, two days in every fortnight."),
        ),
        (
            "thresholds",
            text("65 % at the expected standard in summer 2019."),
        ),
        (
            "faster-progress",
            text("Disadvantaged pupils gain more than others in each termly assessment."),
        ),
        ("gap-target", Value::Number(15.0)),
        ("ends-on", Value::Date(date(2019, 7, 19))),
    ];
    sample.recorded("letter-draft", 1, date(2018, 10, 2), fields);
    sample
}

/// The ordinary case: some months in, with work to do.
pub(super) fn running() -> Sample {
    let mut sample = signed();
    sample.view.today = date(2019, 1, 21);
    sample.stands("phase-1", "active", date(2018, 10, 8), 1);
    sample
        .stands("review", "available", date(2018, 12, 17), 3)
        .begins_on = Some(date(2019, 2, 8));
    sample.stands("exit-criteria", "active", date(2018, 10, 8), 1);
    sample.stands("stabilised", "active", date(2018, 11, 2), 1);
    sample.done(&["adopt", "plan"], date(2018, 10, 22));
    sample.stands("gap-now", "completed", date(2018, 12, 14), 2);
    let year = ["2017-18"];
    sample.found(
        "gap-now",
        1,
        date(2018, 10, 15),
        gap(28.1, (2.4, 49.9), 45, &year),
        Some((13.0, 32.0)),
    );
    sample.found(
        "gap-now",
        2,
        date(2018, 12, 14),
        gap(28.1, (2.4, 49.9), 45, &year),
        Some((13.0, 32.0)),
    );
    sample.decided(
        "adopt",
        1,
        date(2018, 10, 15),
        "two",
        "Start with what every class needs; add mentoring for the widest gap.",
        "head",
    );
    if let Some(decision) = sample.view.decisions.last_mut() {
        decision.chosen = vec!["High-quality teaching".to_owned(), "Mentors".to_owned()];
    }
    let why = [
        "the gap is 25.3 percentage points, and chance does not explain it",
        "strategies for them might come into play more immediately (page 55 onwards)",
    ];
    sample.adopted(
        date(2018, 10, 15),
        "A mentor for every disadvantaged pupil in year 6",
        Tier::Disadvantaged,
        &why,
        "progress of these pupils from one assessment to the next",
    );
    let why = ["whole-school strategies remain the foundation for closing gaps (figure 11)"];
    sample.adopted(
        date(2018, 10, 15),
        "High-quality teaching and learning, consistent across the school",
        Tier::WholeSchool,
        &why,
        "lesson observations and scrutiny of lesson plans and marking",
    );
    let first = vec![
        ("summary", text("Marking agreed; year 6 regrouped.")),
        ("days-used", Value::Number(6.0)),
    ];
    sample.recorded("review-meeting", 1, date(2018, 10, 18), first);
    sample.decided(
        "review-decision",
        1,
        date(2018, 10, 19),
        "continue",
        "The plan is on time.",
        "head",
    );
    let second = vec![
        ("summary", text("Writing improves; attendance does not.")),
        ("days-used", Value::Number(11.0)),
    ];
    sample.recorded("review-meeting", 2, date(2018, 12, 17), second);
    sample.decided(
        "review-decision",
        2,
        date(2018, 12, 17),
        "adapt",
        "Attendance needs a plan of its own.",
        "head",
    );
    let accepted = EvidenceStatus::Accepted {
        by: person("nle"),
        on: date(2018, 10, 22),
    };
    sample.offered(
        "plan",
        "plan",
        "improvement-plan.docx (53f93f8deaa2)",
        "head",
        date(2018, 10, 19),
        accepted,
    );
    let contested = EvidenceStatus::Contested {
        by: person("nle"),
        on: date(2019, 1, 14),
        reason: "Only two of seven classes were seen.".to_owned(),
    };
    sample.offered(
        "stabilised",
        "teaching",
        "Joint observations of the autumn term",
        "head",
        date(2019, 1, 11),
        contested,
    );
    sample.offered(
        "stabilised",
        "tracking",
        "Minutes of three progress meetings",
        "head",
        date(2019, 1, 16),
        EvidenceStatus::Offered,
    );
    let offer = Action::Offer {
        evidence: EvidenceId::new("teaching").unwrap(),
        contested: Some("Only two of seven classes were seen.".to_owned()),
    };
    sample.work(
        "stabilised",
        offer,
        Some(("head", "head")),
        Some(date(2019, 1, 18)),
    );
    let judge = Action::Judge {
        evidence: EvidenceId::new("tracking").unwrap(),
    };
    sample.work(
        "stabilised",
        judge,
        Some(("lead", "nle")),
        Some(date(2019, 1, 30)),
    );
    sample.work("coaching", Action::Start, Some(("lead", "nle")), None);
    sample
}

/// A finished engagement, with five reviews and a look back.
pub(super) fn finished() -> Sample {
    let mut sample = running();
    sample.view.next.clear();
    sample.view.today = date(2019, 10, 11);
    sample.view.status = EngagementStatus::Completed;
    sample.view.closed_on = Some(date(2019, 10, 11));
    sample.import("2018-19", "2019-850-ks2.csv");
    sample.done(
        &["phase-1", "stabilised", "review", "exit-criteria"],
        date(2019, 6, 28),
    );
    sample.done(&["exit-ready", "exit-review"], date(2019, 7, 12));
    sample.done(&["settling", "check-visit", "exit"], date(2019, 10, 11));
    sample.stands("phase-2", "set aside", date(2019, 6, 28), 1);
    for item in sample
        .view
        .evidence
        .iter_mut()
        .filter(|item| item.step.as_str() == "stabilised")
    {
        item.status = EvidenceStatus::Accepted {
            by: person("nle"),
            on: date(2019, 2, 1),
        };
    }
    for (round, on) in [
        (3, date(2019, 2, 8)),
        (4, date(2019, 4, 1)),
        (5, date(2019, 5, 20)),
        (6, date(2019, 7, 11)),
        (7, date(2019, 7, 12)),
    ] {
        let summary = format!("Review number {round}: the plan is followed and looked at in every class.");
        let fields = vec![
            ("summary", text(&summary)),
            ("days-used", Value::Number(f64::from(round) * 3.0)),
        ];
        sample.recorded("review-meeting", round, on, fields);
        sample.decided(
            "review-decision",
            round,
            on,
            "continue",
            "The plan is on time.",
            "head",
        );
    }
    sample.found(
        "gap-now",
        6,
        date(2019, 7, 11),
        gap(12.9, (-9.8, 33.4), 47, &["2018-19"]),
        Some((15.0, 32.0)),
    );
    let because = "Two of three expected outcomes are reached; the third rests on 15 pupils.";
    sample.decided(
        "exit-review",
        1,
        date(2019, 7, 12),
        "outcomes-partly-met",
        because,
        "adviser",
    );
    sample.recorded(
        "check-visit",
        1,
        date(2019, 10, 11),
        vec![("gains-held", Value::Boolean(true))],
    );
    sample.view.decisions.sort_by_key(|decision| decision.on);
    sample
}

/// An engagement that was broken off after the letter.
pub(super) fn ended() -> Sample {
    let mut sample = signed();
    sample.view.today = date(2018, 11, 30);
    sample.view.status = EngagementStatus::Ended;
    sample.view.closed_on = Some(date(2018, 11, 30));
    sample.view.end_reason = Some("The partner school joins a trust that brings its own support".to_owned());
    sample.stands("phase-1", "terminated", date(2018, 11, 30), 1);
    sample.stands("exit-criteria", "terminated", date(2018, 11, 30), 1);
    sample
}
