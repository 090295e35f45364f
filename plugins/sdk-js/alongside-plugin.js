// What a plugin of Alongside is written with, in JavaScript. The types are in alongside-plugin.d.ts.
//
// A plugin describes itself and is a function from what it is given to what it answers. It has no clock, no
// randomness, no files and no network, and keeps nothing from one call to the next. What it prints goes to its log.
//
//     import { Explanation, known, numbers, scoringRule } from "./sdk/alongside-plugin.js";
//
//     export const scoring = scoringRule(
//       { id: "mean-cohort", version: "1.0.0", title: "Mean size of the cohorts", source: "an example",
//         columns: [numbers("cohort", "pupils of a class")] },
//       (given) => {
//         const cohorts = known(given.column("cohort"));
//         const why = new Explanation();
//         why.input("cohorts", "with a value", cohorts.length, "classes");
//         return { value: cohorts.reduce((a, b) => a + b, 0) / cohorts.length, unit: "pupils", explanation: why };
//       },
//     );

import { log as hostLog } from "alongside:plugin/host-log@0.2.0";

/** Why a cell holds no value. */
export class Missing {
  constructor(reason) {
    this.reason = reason;
  }
}

/** Throw it where the input makes no sense. Say what is wrong and what to do, and where it is. */
export class Refusal extends Error {
  constructor(message, { column, row } = {}) {
    super(message);
    this.column = column;
    this.row = row;
  }
}

/** Lines for whoever looks into a call. */
export const log = {
  debug: (message) => hostLog("debug", String(message)),
  info: (message) => hostLog("info", String(message)),
  warning: (message) => hostLog("warning", String(message)),
  error: (message) => hostLog("error", String(message)),
};

const printed = (level) => (...words) => hostLog(level, words.map(String).join(" "));
globalThis.console = {
  debug: printed("debug"),
  log: printed("info"),
  info: printed("info"),
  warn: printed("warning"),
  error: printed("error"),
};
globalThis.print = printed("info");

/** Rounds as the contract does: 6 decimal places, halves away from zero, never -0. */
export function round6(number) {
  if (!(Math.abs(number) < 2147483648)) return number;
  const scaled = Math.abs(number * 1e6);
  let whole = Math.floor(scaled);
  if (scaled - whole >= 0.5) whole += 1;
  return (Math.sign(number) * whole) / 1e6 + 0;
}

/** Finds the band of a number, and the rule that put it there. */
export function bandOf(number, steps, below) {
  const rounded = round6(number);
  const sorted = [...steps].sort((a, b) => a.from - b.from);
  const reached = sorted.filter((step) => rounded >= step.from).pop();
  const next = sorted.find((step) => rounded < step.from);
  const parts = [];
  if (reached) parts.push(`at least ${reached.from}`);
  if (next) parts.push(`below ${next.from}`);
  return { band: reached ? reached.band : below, rule: parts.join(" and ") || "the only band" };
}

/** The values of a column, without the rows that have none. */
export const known = (cells) => cells.filter((cell) => !(cell instanceof Missing));

/** A column of numbers. Say the unit in the title. */
export const numbers = (name, title, { optional = false } = {}) => ({ name, kind: "numbers", title, optional });

/** A column of texts. */
export const texts = (name, title, { optional = false } = {}) => ({ name, kind: "texts", title, optional });

/** How an answer was reached: a tree of lines, written in the order in which it is read. */
export class Explanation {
  lines = [];
  #depth = 0;

  /** Anything worth reading. */
  line(label, detail) {
    return this.#add("note", label, detail);
  }
  /** Something the rule was given. */
  input(label, detail, value, unit) {
    return this.#add("input", label, detail, value, unit);
  }
  /** How much a part counts. */
  weight(label, detail, value, unit) {
    return this.#add("weight", label, detail, value, unit);
  }
  /** A number that another is compared with. */
  threshold(label, detail, value, unit) {
    return this.#add("threshold", label, detail, value, unit);
  }
  /** The rule that fired, or did not. */
  rule(label, detail) {
    return this.#add("rule", label, detail);
  }
  /** Something that was worked out. */
  outcome(label, detail, value, unit) {
    return this.#add("outcome", label, detail, value, unit);
  }
  /** Puts the lines that a function writes below the last one. */
  below(write) {
    this.#depth += 1;
    try {
      write(this);
    } finally {
      this.#depth -= 1;
    }
    return this;
  }

  #add(kind, label, detail, value, unit) {
    const has = value != null;
    this.lines.push({
      depth: this.#depth,
      kind,
      label: String(label),
      detail: String(detail),
      value: has ? round6(value) : undefined,
      unit: has && unit != null ? unit : undefined,
    });
    return this;
  }
}

// ------------------------------------------------------------------------------------------------ across the border

const orNone = (value) => (value == null ? undefined : value);
const rounded = (value) => (value == null ? undefined : round6(value));

function valueOut(value) {
  if (typeof value === "boolean") return { tag: "boolean", val: value };
  if (typeof value === "number") return { tag: "number", val: round6(value) };
  if (typeof value === "string") return { tag: "text", val: value };
  if (value instanceof Date) {
    return { tag: "date", val: { year: value.getUTCFullYear(), month: value.getUTCMonth() + 1, day: value.getUTCDate() } };
  }
  if (Array.isArray(value)) return { tag: "texts", val: value.map(String) };
  throw new TypeError(`${value} is no text, number, yes or no, date or list of texts`);
}

const valueIn = ({ tag, val }) => (tag === "date" ? new Date(Date.UTC(val.year, val.month - 1, val.day)) : val);

/** Facts, parameters, columns or findings by name: a wrong name says which there are. */
function named(what, entries) {
  const values = new Map(entries);
  return (name, otherwise) => {
    if (values.has(name)) return values.get(name);
    if (otherwise !== undefined) return otherwise;
    const there = [...values.keys()].map((key) => `\`${key}\``).join(", ") || "none";
    throw new Error(`there is no ${what} \`${name}\`; there is ${there}`);
  };
}

const namedIn = (what, values) => named(what, values.map((each) => [each.name, valueIn(each.value)]));

const namedOut = (values = {}) =>
  Object.entries(values)
    .filter(([, value]) => value != null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value: valueOut(value) }));

function columnIn(column) {
  const cells = Array.from(column.cells.val.values);
  for (const gap of column.cells.val.missing) cells[gap.row] = new Missing(gap.reason);
  return cells;
}

function columnOut(column, cells) {
  const missing = [];
  cells.forEach((cell, row) => cell instanceof Missing && missing.push({ row, reason: cell.reason }));
  const empty = column.kind === "numbers" ? 0 : "";
  const make = column.kind === "numbers" ? Number : String;
  const values = cells.map((cell) => (cell instanceof Missing ? empty : make(cell)));
  return { name: column.name, cells: { tag: column.kind, val: { values, missing } } };
}

function kindOf(parameter) {
  if (parameter.kind) return parameter.kind;
  if (Array.isArray(parameter.default)) return "texts";
  return { number: "number", boolean: "boolean" }[typeof parameter.default] ?? "text";
}

const descriptionOut = (said) => ({
  id: said.id,
  version: said.version,
  title: said.title,
  source: said.source,
  columns: said.columns ?? [],
  parameters: (said.parameters ?? []).map((parameter) => ({
    name: parameter.name,
    kind: kindOf(parameter),
    title: parameter.title,
    required: parameter.required ?? false,
    default: parameter.default == null ? undefined : valueOut(parameter.default),
    allowed: parameter.allowed ?? [],
    atLeast: orNone(parameter.atLeast),
    atMost: orNone(parameter.atMost),
  })),
  fields: (said.fields ?? []).map((field) => ({ name: field.name, kind: field.kind ?? "number", title: field.title })),
  bands: said.bands ?? [],
});

const estimateOut = (answer) => ({
  value: rounded(answer.value),
  low: rounded(answer.low),
  high: rounded(answer.high),
  n: answer.n == null ? undefined : Math.round(answer.n),
  unit: answer.unit,
  years: answer.years ?? [],
  withheld: orNone(answer.withheld),
});

const answerOut = (answer) => ({
  estimate: estimateOut(answer),
  band: orNone(answer.band),
  fields: namedOut(answer.fields),
  explanation: answer.explanation.lines,
});

const findingIn = ({ estimate, band, fields }) => ({
  value: estimate.value ?? null,
  low: estimate.low ?? null,
  high: estimate.high ?? null,
  n: estimate.n == null ? null : Number(estimate.n),
  unit: estimate.unit,
  years: estimate.years,
  withheld: estimate.withheld ?? null,
  band: band ?? null,
  field: namedIn("field", fields),
});

const TIERS = ["whole-school", "underperforming", "disadvantaged"];

const proposalOut = (it) => ({
  id: it.id,
  title: it.title,
  tier: TIERS[it.tier - 1],
  reasons: it.reasons,
  source: it.source,
  cost: orNone(it.cost),
  measure: orNone(it.measure),
  conditions: it.conditions ?? [],
});

const proposalIn = (it) => ({ ...it, tier: TIERS.indexOf(it.tier) + 1 });

/** Runs a function of the plugin: a refusal becomes an answer, anything else that is thrown a line in the log. */
function guarded(call) {
  try {
    return call();
  } catch (thrown) {
    if (thrown instanceof Refusal) {
      throw { message: thrown.message, column: orNone(thrown.column), row: orNone(thrown.row) };
    }
    const place = String(thrown?.stack ?? "").split("\n").find((line) => line.trim() && !line.includes("alongside-plugin.js"));
    log.error(`${thrown}${place ? ` (${place.trim()})` : ""}`);
    throw thrown;
  }
}

const describing = (description) => () => guarded(() => descriptionOut(description));

/** Makes a scoring rule: `export const scoring = scoringRule({...}, score)`. */
export const scoringRule = (description, score) => ({
  describe: describing(description),
  score: (given) =>
    guarded(() =>
      answerOut(
        score({
          rows: given.table.rows,
          column: named("column", given.table.columns.map((column) => [column.name, columnIn(column)])),
          fact: namedIn("fact", given.facts),
          parameter: namedIn("parameter", given.parameters),
        }),
      ),
    ),
});

/** Makes an intervention strategy: `export const strategy = interventionStrategy({...}, propose, plan)`. */
export const interventionStrategy = (description, propose, plan = () => undefined) => ({
  describe: describing(description),
  propose: (given) =>
    guarded(() =>
      propose({
        finding: named("finding", given.findings.map((finding) => [finding.step, findingIn(finding.output)])),
        findings: given.findings.map((finding) => ({ step: finding.step, ...findingIn(finding.output) })),
        inPlace: given.inPlace,
        fact: namedIn("fact", given.facts),
        parameter: namedIn("parameter", given.parameters),
      }).map(proposalOut),
    ),
  plan: (given) =>
    guarded(() =>
      orNone(plan({ proposal: proposalIn(given.proposal), parameter: namedIn("parameter", given.parameters) })),
    ),
});

/** UTF-8 as text: the language inside the sandbox brings no decoder of its own. */
function decoded(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at];
    const more = first < 0x80 ? 0 : first >> 5 === 6 ? 1 : first >> 4 === 14 ? 2 : first >> 3 === 30 ? 3 : -1;
    let point = more === 0 ? first : first & (0x3f >> more);
    for (let step = 1; step <= more; step += 1) {
      const next = bytes[at + step];
      point = next >> 6 === 2 ? (point << 6) | (next & 0x3f) : -1;
    }
    if (more < 0 || point < 0 || point > 0x10ffff) {
      const line = 1 + bytes.slice(0, at).filter((byte) => byte === 10).length;
      throw new Refusal(`line ${line} is not UTF-8: save the file as UTF-8`);
    }
    text += String.fromCodePoint(point);
    at += more + 1;
  }
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** Makes an importer: `export const importing = importer({...}, read)`. */
export const importer = (description, read) => ({
  describe: describing(description),
  read: (given) =>
    guarded(() => {
      const found = read({
        name: given.name,
        bytes: given.bytes,
        text: () => decoded(given.bytes),
        parameter: namedIn("parameter", given.parameters),
      });
      const columns = description.columns.filter((column) => column.name in found.columns);
      const rows = Object.values(found.columns)[0]?.length ?? 0;
      return {
        table: { rows, columns: columns.map((column) => columnOut(column, found.columns[column.name])) },
        refused: (found.refused ?? []).map((each) => ({
          line: each.line,
          column: orNone(each.column),
          message: each.message,
        })),
      };
    }),
});

/** Makes an evaluator: `export const evaluating = evaluator({...}, evaluate)`. */
export const evaluator = (description, evaluate) => ({
  describe: describing(description),
  evaluate: (given) =>
    guarded(() => {
      const elsewhere = given.comparison;
      const answer = evaluate({
        before: findingIn(given.before),
        after: findingIn(given.after),
        comparison: elsewhere
          ? { title: elsewhere.title, before: findingIn(elsewhere.before), after: findingIn(elsewhere.after) }
          : null,
        prediction: given.prediction ?? null,
        fact: namedIn("fact", given.facts),
        parameter: namedIn("parameter", given.parameters),
      });
      return {
        verdict: orNone(answer.verdict),
        effect: estimateOut(answer),
        explanation: answer.explanation.lines,
      };
    }),
});
