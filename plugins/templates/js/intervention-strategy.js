// Intervention strategy `NAME`: two strategies for closing a gap.

import { Refusal, interventionStrategy } from "./sdk/alongside-plugin.js";

const source = "say here which document the strategies come from, and where in it";

const description = {
  id: "NAME",
  version: "0.1.0",
  title: "Two strategies for closing a gap",
  source,
  parameters: [
    { name: "large-from", title: "the gap from which it is large, in percentage points", default: 20, atLeast: 0 },
    { name: "role", title: "the role of the workflow that carries out what is adopted", default: "lead" },
  ],
};

function propose(given) {
  const gaps = given.findings.filter((finding) => finding.value != null).sort((a, b) => b.value - a.value);
  if (gaps.length === 0) throw new Refusal("there is no finding to go by");
  const [{ step, value }] = gaps;
  const reasons = [`the gap of \`${step}\` is ${value.toFixed(1)} percentage points`];
  const tracking = { id: "pupil-tracking", title: "Track every pupil's progress", tier: 2, reasons, source };
  const tutoring = {
    id: "tutoring",
    title: "Tutoring one to one",
    tier: 3,
    reasons,
    source,
    measure: "the gap, a year later",
    conditions: ["teachers of the school itself tutor"],
  };
  const both = value >= given.parameter("large-from") ? [tutoring, tracking] : [tracking, tutoring];
  return both.filter((proposal) => !given.inPlace.includes(proposal.id));
}

function plan(given) {
  if (given.proposal.id !== "tutoring") return undefined;
  return `
[[stage]]
id = "plan"
title = "Tutoring one to one"

[[stage.step]]
id = "choose"
kind = "task"
title = "Choose the pupils and their tutors"
role = "${given.parameter("role")}"
`;
}

export const strategy = interventionStrategy(description, propose, plan);
