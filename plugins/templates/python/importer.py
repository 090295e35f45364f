"""Importer `NAME`: a register of pupils and their sessions, with semicolons."""

from alongside_plugin import Column, Description, Imported, Missing, Refusal, importer

HEAD = "pupil;sessions"

DESCRIPTION = Description(
    id="NAME",
    version="0.1.0",
    title="Register of sessions",
    source="say here which program writes such files",
    columns=[
        Column.texts("pupil", "the pupil's pseudonym"),
        Column.numbers("sessions", "half-day sessions attended"),
    ],
)


def read(given):
    lines = given.text().split("\n")
    # The number of a line is that of an editor; empty lines are left out.
    rows = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not rows or rows[0][1].strip() != HEAD:
        raise Refusal(f"the first line must be `{HEAD}`")
    pupils, sessions, refused = [], [], []
    for number, line in rows[1:]:
        pupil, _, text = line.strip().partition(";")
        try:
            count = float(text) if text else Missing.BLANK
        except ValueError:
            refused.append((number, "sessions", f"`{text}` is not a number"))
            continue
        pupils.append(pupil)
        sessions.append(count)
    return Imported({"pupil": pupils, "sessions": sessions}, refused)


Importing = importer(DESCRIPTION, read)
