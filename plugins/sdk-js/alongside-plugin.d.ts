/** What a plugin of Alongside is written with, in JavaScript: the types. */

export type Reason =
  | "suppressed" | "not-entered" | "not-published" | "not-applicable" | "new-school" | "low-coverage" | "blank";

/** Why a cell holds no value. */
export class Missing {
  constructor(reason: Reason);
  reason: Reason;
}

/** Throw it where the input makes no sense. */
export class Refusal extends Error {
  constructor(message: string, place?: { column?: string; row?: number });
}

export type Value = string | number | boolean | Date | string[];
export type Kind = "text" | "number" | "boolean" | "date" | "texts";
export type Cell = number | string | Missing;

export interface Column {
  name: string;
  kind: "numbers" | "texts";
  title: string;
  optional: boolean;
}

export interface Parameter {
  name: string;
  title: string;
  /** The type; that of the default where it is not named. */
  kind?: Kind;
  default?: Value;
  required?: boolean;
  allowed?: string[];
  atLeast?: number;
  atMost?: number;
}

export interface Description {
  id: string;
  version: string;
  title: string;
  /** Where the rule comes from: a document and a place in it. */
  source: string;
  columns?: Column[];
  parameters?: Parameter[];
  fields?: { name: string; title: string; kind?: Kind }[];
  bands?: string[];
}

/** How an answer was reached. */
export class Explanation {
  line(label: string, detail: string): this;
  input(label: string, detail: string, value?: number, unit?: string): this;
  weight(label: string, detail: string, value?: number, unit?: string): this;
  threshold(label: string, detail: string, value?: number, unit?: string): this;
  rule(label: string, detail: string): this;
  outcome(label: string, detail: string, value?: number, unit?: string): this;
  below(write: (why: this) => void): this;
}

export interface Estimate {
  value?: number;
  low?: number;
  high?: number;
  n?: number;
  unit: string;
  years?: string[];
  /** Why the value is withheld, in its place. */
  withheld?: string;
}

export interface Answer extends Estimate {
  band?: string;
  fields?: Record<string, Value | null | undefined>;
  explanation: Explanation;
}

export interface Finding {
  value: number | null;
  low: number | null;
  high: number | null;
  n: number | null;
  unit: string;
  years: string[];
  withheld: string | null;
  band: string | null;
  field(name: string, otherwise?: Value): Value;
}

export interface Proposal {
  id: string;
  title: string;
  /** 1 whole school, 2 underperforming pupils, 3 disadvantaged pupils. */
  tier: 1 | 2 | 3;
  reasons: string[];
  source: string;
  cost?: string;
  measure?: string;
  conditions?: string[];
}

type Named = (name: string, otherwise?: any) => any;

export function scoringRule(
  description: Description,
  score: (given: { rows: number; column: (name: string) => Cell[]; fact: Named; parameter: Named }) => Answer,
): object;

export function interventionStrategy(
  description: Description,
  propose: (given: {
    finding: (name: string) => Finding;
    findings: (Finding & { step: string })[];
    inPlace: string[];
    fact: Named;
    parameter: Named;
  }) => Proposal[],
  plan?: (given: { proposal: Proposal; parameter: Named }) => string | undefined,
): object;

export function importer(
  description: Description,
  read: (given: { name: string; bytes: Uint8Array; text: () => string; parameter: Named }) => {
    columns: Record<string, Cell[]>;
    refused?: { line: number; column?: string; message: string }[];
  },
): object;

export function evaluator(
  description: Description,
  evaluate: (given: {
    before: Finding;
    after: Finding;
    comparison: { title: string; before: Finding; after: Finding } | null;
    prediction: number | null;
    fact: Named;
    parameter: Named;
  }) => Estimate & { verdict?: "adopt" | "adapt" | "abandon"; explanation: Explanation },
): object;

/** Rounds as the contract does. */
export function round6(number: number): number;
/** Finds the band of a number, and the rule that put it there. */
export function bandOf(
  number: number,
  steps: { from: number; band: string }[],
  below: string,
): { band: string; rule: string };
/** The values of a column, without the rows that have none. */
export function known(cells: Cell[]): (number | string)[];
export function numbers(name: string, title: string, options?: { optional?: boolean }): Column;
export function texts(name: string, title: string, options?: { optional?: boolean }): Column;

/** Lines for whoever looks into a call. */
export const log: Record<"debug" | "info" | "warning" | "error", (message: string) => void>;
