// Importer `NAME`: a register of pupils and their sessions, with semicolons.

import { Missing, Refusal, importer, numbers, texts } from "./sdk/alongside-plugin.js";

const HEAD = "pupil;sessions";

const description = {
  id: "NAME",
  version: "0.1.0",
  title: "Register of sessions",
  source: "say here which program writes such files",
  columns: [texts("pupil", "the pupil's pseudonym"), numbers("sessions", "half-day sessions attended")],
};

function read(given) {
  // The number of a line is that of an editor; empty lines are left out.
  const lines = given.text().split("\n").map((text, index) => ({ line: index + 1, text: text.trim() }));
  const [head, ...rows] = lines.filter(({ text }) => text);
  if (head?.text !== HEAD) throw new Refusal(`the first line must be \`${HEAD}\``);
  const columns = { pupil: [], sessions: [] };
  const refused = [];
  for (const { line, text } of rows) {
    const [pupil, count = ""] = text.split(";");
    const sessions = count === "" ? new Missing("blank") : Number(count);
    if (Number.isNaN(sessions)) {
      refused.push({ line, column: "sessions", message: `\`${count}\` is not a number` });
      continue;
    }
    columns.pupil.push(pupil);
    columns.sessions.push(sessions);
  }
  return { columns, refused };
}

export const importing = importer(description, read);
