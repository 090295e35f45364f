//! Texts that people type can neither break a table nor become markup.

use alongside_core::finding::Tier;
use alongside_core::state::EvidenceStatus;
use alongside_core::value::Value;
use alongside_core::work::Action;
use jiff::civil::date;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::cases::running;
use super::sample::{Sample, gap, person, text};

/// Puts a text into every place that a person or a plugin fills.
fn filled_with(hostile: &str) -> Sample {
    let mut sample = running();
    let (on, view) = (date(2019, 1, 20), &mut sample.view);
    view.title = hostile.to_owned();
    view.workflow_title = hostile.to_owned();
    for (title, party) in view.parties.values_mut() {
        (*title, party.name) = (hostile.to_owned(), hostile.to_owned());
    }
    for step in &mut view.steps {
        step.title = hostile.to_owned();
    }
    for item in &mut view.next {
        item.title = hostile.to_owned();
    }
    for slot in &mut view.data {
        slot.title = hostile.to_owned();
        slot.years
            .values_mut()
            .for_each(|source| *source = hostile.to_owned());
    }
    for person in &mut view.people {
        person
            .roles
            .values_mut()
            .for_each(|title| *title = hostile.to_owned());
    }
    for step in &mut sample.definition.steps {
        step.title = hostile.to_owned();
        step.evidence
            .iter_mut()
            .for_each(|required| required.title = hostile.to_owned());
        if let alongside_core::definition::StepKind::Task { record } = &mut step.kind {
            for field in record {
                (field.title, field.unit) = (hostile.to_owned(), Some(hostile.to_owned()));
            }
        }
    }
    sample
        .definition
        .roles
        .values_mut()
        .for_each(|role| role.title = hostile.to_owned());
    sample.recorded(
        "letter-draft",
        2,
        on,
        vec![
            ("terms", text(hostile)),
            ("other", Value::Texts(vec![hostile.to_owned()])),
        ],
    );
    sample.decided("priorities", 2, on, "disadvantaged", hostile, "head");
    if let Some(decision) = sample.view.decisions.last_mut() {
        decision.chosen = vec![hostile.to_owned()];
    }
    sample.adopted(on, hostile, Tier::Disadvantaged, &[hostile], hostile);
    if let Some(one) = sample.view.interventions.last_mut() {
        (one.proposal.source, one.proposal.cost) = (hostile.to_owned(), Some(hostile.to_owned()));
    }
    let contested = EvidenceStatus::Contested {
        by: person("nle"),
        on,
        reason: hostile.to_owned(),
    };
    sample.offered("plan", "plan", hostile, "head", on, contested);
    let declined = Action::Do {
        evidence: Vec::new(),
        declined: Some(hostile.to_owned()),
    };
    sample.work("plan", declined, None, None);
    let mut estimate = gap(1.0, (0.0, 2.0), 80, &[hostile]);
    estimate.unit = hostile.to_owned();
    sample.found("gap-now", 3, on, estimate, None);
    if let Some(finding) = sample.view.findings.last_mut() {
        finding.finding.output.band = Some(hostile.to_owned());
        finding
            .finding
            .output
            .values
            .insert(hostile.to_owned(), Value::Number(1.0));
    }
    sample
}

/// The Markdown holds nothing but what the writer itself puts there: headings, lists, tables, strong words.
#[track_caller]
fn is_plain(markdown: &str) -> String {
    let mut texts = String::new();
    let (mut columns, mut cells) = (0, 0);
    for event in Parser::new_ext(markdown, Options::all()) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => panic!("markup `{html}` in:\n{markdown}"),
            Event::Code(code) | Event::InlineMath(code) | Event::DisplayMath(code) => {
                panic!("code `{code}` in:\n{markdown}")
            }
            Event::Start(Tag::Table(alignments)) => columns = alignments.len(),
            Event::Start(Tag::TableRow | Tag::TableHead) => cells = 0,
            Event::Start(Tag::TableCell) => {
                cells += 1;
                assert!(cells <= columns, "a row has too many cells in:\n{markdown}");
            }
            Event::Start(
                Tag::Heading { .. } | Tag::Paragraph | Tag::List(None) | Tag::Item | Tag::Strong,
            ) => {}
            Event::Start(tag) => panic!("{tag:?} in:\n{markdown}"),
            Event::FootnoteReference(_) | Event::Rule | Event::TaskListMarker(_) | Event::HardBreak => {
                panic!("{event:?} in:\n{markdown}")
            }
            Event::Text(text) => texts.push_str(&text),
            Event::End(_) | Event::SoftBreak => texts.push(' '),
        }
    }
    texts
}

/// The tags of the page and their attributes, without texts.
fn tags(html: &str) -> Vec<&str> {
    let body = html.split_once("</style>").map_or(html, |(_, body)| body);
    body.split('<')
        .skip(1)
        .filter_map(|piece| piece.split_once('>'))
        .map(|(tag, _)| tag)
        .collect()
}

#[track_caller]
fn does_no_harm(hostile: &str) {
    let report = filled_with(hostile).report();
    let known = filled_with("harmless").report();
    is_plain(&report.markdown);
    let lines = |text: &str| text.lines().count();
    assert_eq!(lines(&report.markdown), lines(&known.markdown), "{hostile:?}");
    assert_eq!(tags(&report.html), tags(&known.html), "{hostile:?}");
}

#[test]
fn scripts_pipes_and_markup_stay_words() {
    for hostile in [
        "<script>alert(1)</script>",
        "a | b | c",
        "\\| x \\",
        "| --- | --- |",
        "\" onmouseover=\"alert(1)",
        "' onload='x",
        "</td></table><img src=x onerror=alert(1)>",
        "</title><style>*{display:none}</style>",
        "&lt;script&gt; &#60;b&#62; &amp;",
        "*bold* **bold** __bold__ _it_ ~~gone~~ ~one~",
        "[link](javascript:alert(1)) ![picture](http://example.org/x.png)",
        "[^1] [ref] [ref]: http://example.org",
        "`code` ``` fence",
        "# heading #",
        "1. one",
        "2) two",
        "- item",
        "+ item",
        "> quote",
        "=== \n --- \n ***",
        "first\n\nsecond\r\n\tthird | row\n| x | y |",
        "$x$ $$y$$ ^up^ {#id} {.class}",
        "+++\n+++",
        ":term",
        "a\u{202e}b\u{0}c\u{1b}[31m\u{feff}",
        "[[wiki]] [x] [ ] task",
        "***",
        "<!-- gone --> <?php ?> <![CDATA[ ]]>",
    ] {
        does_no_harm(hostile);
    }
}

/// Many texts from an alphabet of everything that means something to Markdown or HTML.
#[test]
fn no_mixture_of_special_characters_becomes_markup() {
    let alphabet: Vec<char> = "\\`*_{}[]<>()#+-.!|~&;$^=:\"'/ \n\t1a".chars().collect();
    let mut seed: u64 = 0x2545_f491_4f6c_dd1d;
    let mut random = |below: usize| {
        // Xorshift: the same texts on every machine.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below as u64).unwrap()
    };
    for _ in 0..300 {
        let length = 1 + random(24);
        let text: String = (0..length)
            .filter_map(|_| alphabet.get(random(alphabet.len())))
            .collect();
        if !text.trim().is_empty() {
            does_no_harm(&text);
        }
    }
}

#[test]
fn what_was_typed_is_what_is_read() {
    let typed = "50 % | 3 * 4 = 12 & more: <a_b> [sic] #1 `x` ks2_results.csv \\ end";
    let report = filled_with(typed).report();
    assert!(is_plain(&report.markdown).contains(typed));
    assert!(
        report
            .html
            .contains("50 % | 3 * 4 = 12 &amp; more: &lt;a_b&gt; [sic] #1 `x` ks2_results.csv \\ end")
    );
    assert_eq!(report.title, typed);
    assert!(
        report.markdown.contains("ks2_results.csv"),
        "a plain name stays readable"
    );
}

#[test]
fn marks_that_turn_the_writing_round_are_dropped() {
    let report = filled_with("one\u{202e}two\u{2066}three\u{7}").report();
    for text in [&report.markdown, &report.html] {
        assert!(text.contains("onetwothree"));
        assert!(!text.contains(['\u{202e}', '\u{2066}', '\u{7}']));
    }
}

#[test]
fn a_long_text_is_cut_and_says_so() {
    let report = filled_with(&"word ".repeat(2_000)).report();
    let longest = report
        .markdown
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains("Tier 3"));
    assert!(longest.clone().any(|line| line.contains('…')));
    assert!(longest.map(str::len).max().unwrap() < 2_000);
}
