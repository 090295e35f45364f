//! The plan of an adopted strategy, as a stage in the grammar of workflow files.
//!
//! A cycle of plan, do, study, act around one strategy: what the source says of it stands in the guidance, what it does
//! not say (numbers, dates) is for people to record.

use alongside_plugin::toml_text;

use crate::catalogue::Strategy;

/// Writes the plan of a strategy for the role that carries it out.
pub(crate) fn of(strategy: &Strategy, role: &str) -> String {
    let role = toml_text(role);
    let title = toml_text(strategy.title);
    let source = toml_text(&strategy.source());
    let measure = toml_text(&format!(
        "Agree how its effect will be seen ({}), where the pupils stand now, and what is expected by when.",
        strategy.measure()
    ));
    let cost = toml_text(&match strategy.cost {
        Some(cost) => format!("Carry it out. What the source says of its cost: {cost}."),
        None => "Carry it out. The source says nothing of its cost: enter what is spent.".to_owned(),
    });
    format!(
        r#"[[stage]]
id = "plan"
title = {title}
guidance = {source}
role = {role}

[[stage.step]]
id = "baseline"
title = "Agree the measure, the baseline and the prediction"
kind = "task"
role = {role}
guidance = {measure}
effort = "0.5 days"
record = [
  {{ id = "measure", title = "What is measured, and how", type = "text" }},
  {{ id = "pupils", title = "How many pupils it is for", type = "number" }},
  {{ id = "baseline", title = "Where they stand now", type = "number" }},
  {{ id = "prediction", title = "Where they are expected to stand", type = "number" }},
  {{ id = "review-by", title = "When that is looked at", type = "date" }},
]

[[stage.step]]
id = "run"
title = "Carry it out"
kind = "task"
role = {role}
guidance = {cost}
after = ["baseline"]
due = {{ record = "baseline.review-by" }}
evidence = [{{ id = "provision-map", title = "Provision map: who gets what, how often, from whom" }}]

[[stage.step]]
id = "check"
title = "Half-termly check"
kind = "task"
role = {role}
guidance = "Look at every pupil who does not make the progress expected, and say what changes."
after = ["baseline"]
repeat = {{ every = "1 half-term", before-end = "5 school-days", until = "run" }}
record = [
  {{ id = "now", title = "Where they stand now", type = "number" }},
  {{ id = "change", title = "What changes", type = "text", optional = true }},
]

[[stage.step]]
id = "verdict"
title = "Compare with the prediction and give the verdict: adopt, adapt or abandon"
kind = "task"
role = {role}
after = ["run"]
record = [
  {{ id = "result", title = "Where they stand at the end", type = "number" }},
  {{ id = "because", title = "Why it is adopted, adapted or abandoned", type = "text" }},
]

[[stage.step]]
id = "close"
title = "Close what was begun: tell pupils and parents, free the staff, keep what was learned"
kind = "task"
role = {role}
start = "called"
record = [{{ id = "learned", title = "What was learned", type = "text" }}]
"#
    )
}
