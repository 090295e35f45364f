// Scoring rule `NAME`: the share of sessions to which pupils came late.

import { Explanation, Missing, Refusal, bandOf, numbers, scoringRule } from "./sdk/alongside-plugin.js";

const description = {
  id: "NAME",
  version: "0.1.0",
  title: "Share of sessions with late arrival",
  source: "say here which document the rule comes from, and where in it",
  columns: [
    numbers("sessions", "half-day sessions of a pupil"),
    numbers("late", "those to which the pupil came late"),
  ],
  parameters: [
    { name: "high-from", title: "the percentage from which it is high", default: 5, atLeast: 0, atMost: 100 },
  ],
  fields: [{ name: "pupils", title: "pupils with figures" }],
  bands: ["high", "usual"],
};

function score(given) {
  const sessionsOf = given.column("sessions");
  const lateOf = given.column("late");
  let [sessions, late, pupils] = [0, 0, 0];
  for (let row = 0; row < given.rows; row += 1) {
    const [of, were] = [sessionsOf[row], lateOf[row]];
    // A row without figures says why; this rule leaves it out.
    if (of instanceof Missing || were instanceof Missing) continue;
    if (were > of) throw new Refusal("more late arrivals than sessions", { column: "late", row });
    sessions += of;
    late += were;
    pupils += 1;
  }
  if (sessions === 0) throw new Refusal("no pupil has figures");

  const percent = (100 * late) / sessions;
  const highFrom = given.parameter("high-from");
  const { band, rule } = bandOf(percent, [{ from: highFrom, band: "high" }], "usual");
  const why = new Explanation();
  why.input("sessions", `of ${pupils} pupils`, sessions, "sessions");
  why.input("late", "of these", late, "sessions");
  why.rule("band", `${band}: ${rule}`);
  why.below(() => why.threshold("high", "from this percentage on", highFrom, "%"));
  return { value: percent, unit: "%", n: pupils, band, fields: { pupils }, explanation: why };
}

export const scoring = scoringRule(description, score);
