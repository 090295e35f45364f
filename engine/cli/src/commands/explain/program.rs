//! Codes of the program itself: what it is given, what it finds, the lines of `drive`, and how calls of plugins fail.
//! What they mean and what to do; that none is missing is proved in `tests/it/codes.rs`.

use super::Sort;

const PROGRAM: Sort = Sort {
    name: "error of the program",
    heading: "Errors of the program",
    area: "",
    codes: &[
        (
            "usage",
            "the command line is not understood",
            "see the help of the command",
        ),
        (
            "not-a-workspace",
            "there is no workspace here or in a folder above",
            "make one with `alongside init`, or name it with --workspace",
        ),
        (
            "already-there",
            "there is a workspace in this folder already",
            "choose another folder",
        ),
        (
            "newer-format",
            "what is stored was written by a newer release",
            "install a newer release",
        ),
        (
            "locked",
            "another command is working in this workspace",
            "wait until it has ended, then try again",
        ),
        (
            "busy",
            "others changed the engagement again and again meanwhile",
            "try again",
        ),
        (
            "damaged",
            "what is stored is not what was written",
            "see `alongside verify` and `alongside repair --dry-run`; other engagements go on",
        ),
        (
            "log",
            "what the log holds of an engagement cannot be read",
            "bring back the last good copy of the workspace",
        ),
        (
            "workspace-log",
            "what the log holds of the workspace cannot be read",
            "bring back the last good copy of the workspace",
        ),
        (
            "blob",
            "a file that was kept is gone, or is not what was kept",
            "bring it back from a copy of the workspace",
        ),
        (
            "definition",
            "a workflow that was kept is damaged",
            "bring it back from a copy of the workspace",
        ),
        (
            "workflow",
            "a workflow that was kept cannot be read",
            "bring it back from a copy of the workspace",
        ),
        (
            "store",
            "the store refuses",
            "read the message: it names the file and the cause",
        ),
        (
            "file",
            "a file or folder cannot be read or written",
            "see that it is there, that you may, and that the disk has room",
        ),
        (
            "output",
            "what was asked for cannot be written out",
            "see that the disk has room",
        ),
        (
            "internal",
            "a part of the program failed where it cannot",
            "try again with `--verbose`, and report what it says",
        ),
        (
            "not-found",
            "what was named does not exist",
            "spell it as `alongside list` or `alongside show` does",
        ),
        (
            "ambiguous",
            "the name could be more than one engagement",
            "write more of it",
        ),
        (
            "file-problems",
            "a file has problems; each is listed with its place",
            "mend them; each has a code of its own that `alongside explain` knows",
        ),
        (
            "data-problems",
            "a table has problems; each is listed with its place",
            "mend them; nothing was imported",
        ),
        (
            "file-too-large",
            "a file is larger than any that is read",
            "check that it is the right file",
        ),
        ("not-utf-8", "a text is not UTF-8", "save it as UTF-8"),
        (
            "settings",
            "`alongside.toml` cannot be read",
            "mend the place shown",
        ),
        (
            "current-folder",
            "the folder you are in is gone or cannot be read",
            "name the workspace with --workspace",
        ),
        (
            "engagement-name",
            "the name is no id, or no free one was found",
            "choose one with --id: lower-case letters, digits and single hyphens",
        ),
        (
            "engagement-exists",
            "there is an engagement of this name already",
            "choose another name with --id",
        ),
        (
            "reserved-person",
            "histories say this name of the program itself",
            "choose another name for the person, such as `office`",
        ),
        ("party-twice", "a party is named twice", "name every party once"),
        (
            "calendar-of-nobody",
            "a calendar is given for a party that is not named",
            "name the party with --party",
        ),
        (
            "member-name",
            "no name for commands can be made from the member's",
            "choose one with --id",
        ),
        (
            "overload",
            "the school would take more support than the workflow allows at once",
            "wait until another engagement has closed, or plan less: see `alongside load`",
        ),
        (
            "nested-too-deep",
            "engagements start engagements that start engagements, too deep",
            "let a parent start them itself",
        ),
        (
            "other-workflow",
            "the engagement runs on another workflow than the one it is to move to",
            "name a version of its own workflow",
        ),
        (
            "workflow-version",
            "what follows the `@` is no version",
            "write it such as nle-support@^1.4",
        ),
        (
            "no-finding",
            "nothing has been found in that step, or in that round of it",
            "ask for a finding that there is, or see with `alongside why` what the step waits for",
        ),
        (
            "not-a-rehearsal",
            "this workspace lives by the machine's clock, which nobody can move",
            "rehearse in a workspace of its own: `alongside init FOLDER --rehearsal-from DATE`",
        ),
        (
            "rehearsal-date",
            "the date that a rehearsal has come to cannot be read",
            "bring back the last good copy of the workspace, or start another rehearsal",
        ),
        ("backwards", "time cannot go back", "start another rehearsal"),
        (
            "duplicate-calendar",
            "two files hold a calendar of the same id",
            "give one of them another id",
        ),
        (
            "calendar-exists",
            "there is a calendar of this id already",
            "replace it with --replace, or choose another name with --id",
        ),
        (
            "calendar-name",
            "no id can be made from the name of the calendar",
            "choose one with --id",
        ),
        (
            "calendar-elsewhere",
            "the calendar that is to be replaced is kept in a file of another name",
            "rename that file as the message says",
        ),
        (
            "unknown-calendar-file",
            "the file is of no kind that calendars are imported from",
            "give a file of bank holidays, of term dates, or an `.ics` file",
        ),
        (
            "which-calendar",
            "nothing says whose school time counts",
            "name the party with --calendar",
        ),
        (
            "which-timer",
            "the step has several pending dates",
            "say which with --timer",
        ),
        (
            "member-list",
            "a list of members cannot be read",
            "let its first line name the columns, urn,name,group,head, and write one school a line",
        ),
        (
            "member-twice",
            "a member of a party is named twice",
            "name every member once, with --member or in a file",
        ),
        (
            "nobody-listens",
            "no open engagement of the school listens to the event",
            "see which events there are with `alongside show`",
        ),
        (
            "missing-fields",
            "something that must be recorded was not given",
            "give it with --set",
        ),
        (
            "wrong-field",
            "a recorded value has no such name, or the wrong type",
            "see the names and types in the hint",
        ),
        (
            "wrong-fact",
            "a fact has no such name, or the wrong type",
            "see the names and types in the hint",
        ),
        (
            "evidence-twice",
            "an item of evidence is given twice",
            "give it once",
        ),
        (
            "not-a-link",
            "a link begins with https://",
            "give a file with --file and a few words with --note",
        ),
        (
            "one-form",
            "standard output takes one form of the report",
            "choose it with --format",
        ),
        (
            "not-formatted",
            "files are not laid out as `alongside fmt` lays them out",
            "run `alongside fmt`",
        ),
        (
            "too-many-files",
            "the folder holds more scenario files than are run at once",
            "name a smaller folder",
        ),
        (
            "scenario-workflow",
            "a scenario names a workflow that is neither a file nor a text",
            "name a file beside the scenario, or write the workflow into it",
        ),
        (
            "unknown-code",
            "there is no code of this name",
            "see them all with `alongside explain --list`",
        ),
        (
            "head",
            "what is given as a head of the log is none",
            "copy it whole from what `alongside verify` prints",
        ),
        (
            "backup-inside",
            "a backup inside the workspace would be lost with it",
            "name a folder elsewhere, best on another disk",
        ),
        (
            "not-a-backup",
            "the folder holds something else than backups",
            "name an empty folder, or one that `alongside backup` has written to",
        ),
        (
            "file-name",
            "the name of a file in the workspace is not UTF-8, and cannot be backed up",
            "rename it, or move it out of the workspace",
        ),
        (
            "export",
            "a file of exported engagements is not what was exported",
            "export it again, and carry the file over unchanged",
        ),
        (
            "another-engagement",
            "another engagement has the name of one that is imported",
            "import it into a workspace of its own",
        ),
        (
            "tables-and-engagements",
            "tables and exported engagements cannot be imported with one command",
            "import the engagements by themselves, without --as and --year",
        ),
        (
            "too-many-damaged",
            "too many damaged logs were set aside",
            "move them out of the folder .alongside",
        ),
    ],
};

const DRIVE: Sort = Sort {
    name: "error of a line of `drive`",
    heading: "Errors of lines of `drive` and of scenarios",
    area: "",
    codes: &[
        (
            "no-verb",
            "the line does not say what to do",
            "add `verb`; {\"verb\": \"verbs\"} lists them",
        ),
        (
            "unknown-verb",
            "there is no such verb",
            "spell it as suggested; {\"verb\": \"verbs\"} lists them",
        ),
        (
            "wrong-argument",
            "an argument is missing, unknown or of the wrong type",
            "see the page of the protocol, or the message",
        ),
        ("not-json", "the line is not JSON", "write one JSON object a line"),
        (
            "not-an-object",
            "the line is not a JSON object",
            "write one object a line",
        ),
        (
            "line-too-long",
            "the line is longer than a line can be",
            "send less in one line",
        ),
        (
            "protocol",
            "the program speaks another version of the protocol",
            "use a release that speaks it",
        ),
        (
            "nothing-open",
            "no engagement has been opened yet",
            "open one, or name one with `engagement`",
        ),
        (
            "workflow-needed",
            "several workflows were given, or none",
            "say which with `workflow`",
        ),
        (
            "calendar-needed",
            "a length of school time is given, and nothing says whose",
            "name a `calendar`, or advance to a date",
        ),
        (
            "no-timer",
            "no timer is pending to advance to",
            "advance to a date instead",
        ),
        (
            "too-far",
            "time cannot be moved so far at once",
            "advance in several steps",
        ),
        (
            "plugins-answer",
            "the plugins of this rehearsal answer for themselves",
            "begin one whose plugins are answered by hand",
        ),
        (
            "no-call",
            "no plan of the intervention is awaited",
            "adopt it first, with a decision that has `adopt-into`",
        ),
        (
            "nothing-pending",
            "the step waits for no plugin now",
            "bring its data first, or make the answer stand with `always`",
        ),
        (
            "too-many-texts",
            "the rehearsal holds as many workflows, calendars and plugins as it can",
            "begin another rehearsal",
        ),
        (
            "not-a-session",
            "only a session of lines can begin anew",
            "send `reset` by `alongside drive`",
        ),
        (
            "in-memory",
            "a rehearsal in memory has no folder",
            "use a workspace for what needs files",
        ),
    ],
};

const PLUGIN: Sort = Sort {
    name: "failure of a plugin",
    heading: "Failures of plugins",
    area: "",
    codes: &[
        (
            "plugin",
            "a plugin cannot be loaded: it is no component, asks for what plugins are not given, fulfils another contract, or describes itself wrongly",
            "build it against the contract that the message names, or take its file away",
        ),
        (
            "plugin-build",
            "the tool of a language does not build the project of a plugin",
            "mend the source where the tool points, or install the tool as the hint says",
        ),
        (
            "plugin-case",
            "a file of cases cannot be read",
            "mend it where the message points; plugins/guides/cases.md says what a case may hold",
        ),
        (
            "plugin-changed",
            "the file of a plugin is not the one that was agreed to",
            "bring that one back, or look at the new one and add it with `alongside plugin add`",
        ),
        (
            "plugin-in-the-way",
            "another file of the same name lies in `plugins` already",
            "look at both, and take one of them away",
        ),
        (
            "plugin-key",
            "the file is not a signing key",
            "make one with `alongside plugin key FILE`",
        ),
        (
            "plugin-lock",
            "`alongside.lock` cannot be read",
            "take it from a backup, or remove it and add the plugins again",
        ),
        (
            "plugin-manifest",
            "what the package says of its plugin is not so",
            "build the package again, or ask whoever made it for one that is whole",
        ),
        (
            "plugin-name",
            "the name of a plugin is no identifier",
            "use lower-case letters, digits and single hyphens",
        ),
        (
            "plugin-not-added",
            "a plugin lies in the folder and was never agreed to",
            "add it with `alongside plugin add`, or take the file away",
        ),
        (
            "plugin-project",
            "`plugin.toml` cannot be read, or says something else than the plugin",
            "make both say the same",
        ),
        (
            "plugin-tool",
            "the tool of a language is of another version than this release builds with",
            "install the version that the hint names",
        ),
        (
            "plugin-unsigned",
            "the plugin is not signed, and this workspace asks for signatures",
            "ask whoever made it to sign it, or set `signed = false` under `[plugins]` in alongside.toml",
        ),
        (
            "plugin-untrusted",
            "the plugin is signed by somebody who is not trusted here",
            "make sure whose key it is, then trust it as the message says",
        ),
        (
            "plugin-which",
            "the folder holds several components",
            "name one of them",
        ),
        (
            "refused",
            "a plugin looked at its input and refused it; the same input is refused again",
            "read why, and mend the data or the settings in `with`",
        ),
        (
            "misbehaved",
            "a plugin stopped itself, used up its memory, or answered what the contract does not allow",
            "ask its author; the engagement goes on without an answer",
        ),
        (
            "timed-out",
            "a plugin was cut off because it took too long",
            "nothing: it is tried again; if it stays so, ask its author",
        ),
        (
            "unavailable",
            "a plugin, or the data it needs, is missing on this machine",
            "bring back the file that the message names",
        ),
    ],
};

/// The sorts of codes that the program gives.
pub(super) const SORTS: [Sort; 3] = [PROGRAM, DRIVE, PLUGIN];
