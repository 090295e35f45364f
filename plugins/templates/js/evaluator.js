// Evaluator `NAME`: the change less the change elsewhere.

import { Explanation, evaluator } from "./sdk/alongside-plugin.js";

const description = {
  id: "NAME",
  version: "0.1.0",
  title: "Change against a comparison",
  source: "say here which document the rule comes from, and where in it",
  parameters: [
    { name: "adopt-from", title: "the effect from which to adopt, in the unit of the findings", default: 5 },
  ],
};

const change = (before, after) => (before.value == null || after.value == null ? null : after.value - before.value);

function evaluate(given) {
  const explanation = new Explanation();
  const unit = given.after.unit;
  const here = change(given.before, given.after);
  const elsewhere = given.comparison ? change(given.comparison.before, given.comparison.after) : null;
  if (here == null || elsewhere == null) {
    explanation.rule("effect", "withheld: schools chosen because they were low rise anyway");
    return { unit, withheld: "there is no comparison", explanation };
  }
  const effect = here - elsewhere;
  const enough = given.parameter("adopt-from");
  const verdict = effect >= enough ? "adopt" : effect > 0 ? "adapt" : "abandon";
  explanation.outcome("change here", "after less before", here, unit);
  explanation.outcome("change elsewhere", given.comparison.title, elsewhere, unit);
  explanation.threshold("adopt", "from this effect on", enough, unit);
  explanation.rule("verdict", verdict);
  return { value: effect, unit, verdict, explanation };
}

export const evaluating = evaluator(description, evaluate);
