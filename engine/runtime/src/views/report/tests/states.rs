//! What a report says of engagements in different states.

use alongside_core::state::EngagementStatus;
use alongside_core::work::Action;
use jiff::civil::date;

use super::cases;
use super::sample::{self, Sample};

#[track_caller]
fn says(sample: &Sample, sentence: &str) {
    let report = sample.report();
    assert!(report.markdown.contains(sentence), "not in:\n{}", report.markdown);
}

#[track_caller]
fn says_not(sample: &Sample, words: &str) {
    let report = sample.report();
    assert!(!report.markdown.contains(words), "in:\n{}", report.markdown);
    assert!(!report.html.contains(words));
}

#[test]
fn nothing_yet_leaves_out_what_has_nothing_to_say() {
    let sample = sample::nothing_yet();
    says(
        &sample,
        "The engagement opened today, 3 Sep 2018; no stage is under way.",
    );
    says(&sample, "Nobody has to do anything at present.");
    says(&sample, "nothing imported yet");
    for heading in [
        "## Decisions",
        "## Evidence",
        "## Strategies",
        "## Reviews",
        "## What was agreed",
    ] {
        says_not(&sample, heading);
    }
    says(
        &sample,
        "Nothing found yet: Attainment gap of disadvantaged pupils, three years pooled;",
    );
    says_not(&sample, "low results tend to rise");
}

#[test]
fn a_phase_that_has_not_come_up_is_to_come() {
    let mut sample = cases::running();
    says(
        &sample,
        "**To come:** Phase 2: the gap itself; Half-termly review (round 3 on 8 Feb 2019); Exit",
    );
    if let Some(step) = sample
        .view
        .steps
        .iter_mut()
        .find(|step| step.id.as_str() == "phase-2")
    {
        (step.status, step.since, step.rounds) = (None, None, 0);
    }
    says(
        &sample,
        "**To come:** Phase 2: the gap itself; Half-termly review",
    );
}

#[test]
fn what_is_overdue_comes_first_and_says_so_in_words() {
    let sample = cases::running();
    says(
        &sample,
        "One thing is overdue: “The school is stable and its basic systems work”, due by 18 Jan 2019 (Headteacher).",
    );
    says(&sample, "**Overdue** since 18 Jan 2019");
    says(&sample, "(contested: Only two of seven classes were seen.)");
    says(
        &sample,
        "Possible, but nothing waits for it: Coaching for middle leaders (NLE).",
    );
    let html = sample.report().html;
    assert!(html.contains("<strong class=\"alarm\">Overdue</strong> since 18 Jan 2019"));
}

#[test]
fn a_role_that_nobody_may_fill_is_told() {
    let mut sample = sample::nothing_yet();
    sample
        .work("letter-draft", Action::Approve, Some(("head", "head")), None)
        .people
        .clear();
    says(&sample, "Headteacher: nobody who may");
}

#[test]
fn what_does_not_fit_is_counted() {
    let mut sample = sample::nothing_yet();
    for _ in 0..11 {
        sample.work("request", Action::Approve, Some(("head", "head")), None);
    }
    says(&sample, "3 more things are to be done; these come first.");
}

#[test]
fn of_much_evidence_the_oldest_that_was_accepted_is_only_named() {
    let mut sample = cases::running();
    for number in 0..6 {
        let item = format!("paper {number}");
        let status = alongside_core::state::EvidenceStatus::Offered;
        sample.offered("stabilised", "tracking", &item, "head", date(2019, 1, 20), status);
    }
    says(
        &sample,
        "Accepted earlier: Note of the visit; Letter signed by the supporting school;",
    );
    says(&sample, "**Contested** by NLE");
    says(&sample, "paper 5");
    says_not(&sample, "note agreed with the deputy");
}

#[test]
fn a_reason_for_several_strategies_is_told_once_and_names_what_people_know() {
    let mut sample = cases::running();
    sample.view.interventions.clear();
    let tier = alongside_core::finding::Tier::WholeSchool;
    for title in ["Mentors", "Curriculum"] {
        let own = format!("own to {title}");
        sample.adopted(
            date(2018, 10, 15),
            title,
            tier,
            &["the gap of `gap` is wide, says `x`", &own],
            "tests",
        );
    }
    let name = "“Attainment gap of disadvantaged pupils, three years pooled”";
    says(
        &sample,
        &format!("Why, for several of them: The gap of {name} is wide, says “x”. Source"),
    );
    says(&sample, "Own to Mentors");
    assert_eq!(sample.report().markdown.matches("is wide, says").count(), 1);
}

#[test]
fn an_ended_engagement_says_why_and_what_was_not_reached() {
    let sample = cases::ended();
    says(
        &sample,
        "was ended before its exit on 30 Nov 2018, after 12 weeks: The partner school joins a trust that brings its own \
         support. 0 of 3 milestones were reached; the last decision was “First priorities”",
    );
    says(&sample, "**Broken off:** Phase 1: the school as a whole");
    says(&sample, "**Not reached**; given up on 30 Nov 2018");
    says(&sample, "Nothing: the engagement is over.");
    says_not(&sample, "To come");
}

#[test]
fn a_completed_engagement_tells_its_exit_and_the_look_back() {
    let sample = cases::finished();
    says(
        &sample,
        "was completed on 11 Oct 2019, after 57 weeks. Every milestone was reached (3 of 3)",
    );
    says(&sample, "**The gains have held**: yes");
    says(&sample, "1 earlier round is in the history of the engagement.");
    says(&sample, "Last day of the engagement");
}

#[test]
fn an_engagement_that_never_opened_can_be_written_too() {
    let mut sample = sample::nothing_yet();
    sample.view.status = EngagementStatus::Unopened;
    sample.view.opened_on = None;
    says(&sample, "The engagement has not opened yet.");
}

#[test]
fn the_only_day_beside_those_of_the_view_is_its_own() {
    let mut sample = sample::nothing_yet();
    sample.view.today = date(2031, 2, 14);
    says(&sample, "Report to governors, 14 Feb 2031");
}

#[test]
fn before_and_after_is_never_told_as_an_effect() {
    for sample in [cases::running(), cases::finished(), cases::ended()] {
        let report = sample.report();
        for text in [report.markdown.to_lowercase(), report.html.to_lowercase()] {
            for word in ["impact", "caused", "thanks to", "due to the support"] {
                assert!(!text.contains(word), "`{word}` in:\n{text}");
            }
            assert!(text.contains("low results tend to rise"));
        }
    }
}

#[test]
fn two_findings_say_how_they_may_be_compared() {
    let mut sample = cases::running();
    says(&sample, "Same results both times");
    says(&sample, "A starting point; the interval leaves out 0.");
    sample = cases::finished();
    says(
        &sample,
        "The intervals overlap: the difference may be no more than chance.",
    );
    let apart = sample::gap(-40.0, (-60.0, -20.0), 200, &["2018-19"]);
    sample.found("gap-now", 7, date(2019, 7, 12), apart, Some((60.0, 140.0)));
    says(&sample, "The intervals do not overlap");
}
