//! Codes of files other than workflows: calendars, what calendars are made from, scenario files, tables of results and
//! the registry of measures. What they mean and what to do; that none is missing is proved in `tests/it/codes.rs`.

use super::Sort;

const CALENDAR: Sort = Sort {
    name: "problem in a calendar file",
    heading: "Problems in calendar files",
    area: "alongside::calendar::",
    codes: &[
        (
            "too-large",
            "the file is larger than a calendar can be",
            "see that it is a calendar, and keep one school's years in it",
        ),
        (
            "syntax",
            "the text is not TOML",
            "mend the place shown; texts need quotes, lists brackets",
        ),
        (
            "unknown-format",
            "the file was written for another release",
            "write `format = 1`, or install a newer release",
        ),
        (
            "missing-key",
            "a key that must be there is not",
            "add the key that the message names",
        ),
        (
            "unknown-key",
            "a key means nothing here",
            "remove it, or spell it as suggested",
        ),
        (
            "wrong-type",
            "a value has the wrong type",
            "write what the message asks for",
        ),
        (
            "bad-date",
            "a date cannot be read, or there is no such day",
            "write year, month and day without quotes: 2019-07-01",
        ),
        (
            "bad-id",
            "a name breaks the rule for ids",
            "use lower-case letters, digits and single hyphens",
        ),
        (
            "bad-text",
            "a name is empty, too long, or holds a line break",
            "write a short name in one line",
        ),
        (
            "too-many",
            "there are more years, terms or days than a calendar can hold",
            "take out what is long past",
        ),
        (
            "duplicate-name",
            "two years or terms have the same name",
            "rename one of them",
        ),
        ("duplicate-date", "a day is listed twice", "list it once"),
        (
            "date-out-of-range",
            "a date lies outside the years that calendars cover",
            "look for a slip in the year",
        ),
        (
            "ends-before-it-begins",
            "a year, term or holiday ends before it begins",
            "swap the two dates, or mend the year in one of them",
        ),
        (
            "no-years",
            "the calendar has no academic year",
            "add `[[year]]` with its terms",
        ),
        (
            "no-terms",
            "a year has no term",
            "add `[[year.term]]` with its first and last day",
        ),
        (
            "no-half-terms",
            "a term lists its half-terms, and there are none",
            "name them, or leave the list out",
        ),
        (
            "no-school-day",
            "a half-term has no day on which the school teaches",
            "look for a slip in its dates or in the days off",
        ),
        (
            "term-overlap",
            "a term begins before the one before it has ended",
            "mend the first or last day of one of them",
        ),
        (
            "year-overlap",
            "a year begins before the one before it has ended",
            "mend the first or last day of one of them",
        ),
        (
            "year-too-long",
            "a year is longer than an academic year can be",
            "split it, or mend its dates",
        ),
        (
            "year-gap",
            "a year is missing between two others",
            "add the academic year that lies between",
        ),
        (
            "half-term-overlap",
            "a half-term begins before the one before it has ended",
            "mend the first or last day of one of them",
        ),
        (
            "half-terms-do-not-fill-term",
            "the half-terms leave a part of their term out, or reach beyond it",
            "let the first begin and the last end with the term",
        ),
        (
            "outside-term",
            "a half-term or its holiday is not inside its term",
            "mend its dates, or move it into the right term",
        ),
        (
            "two-splits",
            "a term says in two ways where its half-terms part",
            "keep one of them",
        ),
        (
            "closed-out-of-term",
            "a day off lies outside of term time",
            "remove it: the school is closed then",
        ),
        (
            "closed-anyway",
            "a day off falls on a weekend or a holiday",
            "remove it, or mend its date",
        ),
    ],
};

const DATES: Sort = Sort {
    name: "date that cannot be worked out",
    heading: "Dates that cannot be worked out",
    area: "",
    codes: &[
        (
            "calendar-before-first-term",
            "a date lies before the first term that the calendar knows",
            "add the earlier academic year to the calendar",
        ),
        (
            "calendar-past-estimate",
            "a date lies further ahead than the calendar can estimate",
            "add the later academic years to the calendar",
        ),
        (
            "calendar-out-of-range",
            "a date lies outside the years that can be represented",
            "look for a slip in a date or a length of time",
        ),
        (
            "calendar-zero-repeat",
            "something is to repeat every 0 days",
            "write a count of at least 1",
        ),
        (
            "calendar-no-end",
            "`before-end` counts from the end of days or weeks, which have none",
            "use it with half-terms or terms",
        ),
        (
            "span-empty",
            "a length of time is missing",
            "write a number and a unit, such as `10 school-days`",
        ),
        (
            "span-without-unit",
            "a length of time has no unit",
            "add one, such as `school-days`",
        ),
        (
            "span-without-count",
            "a length of time does not begin with a whole number",
            "write a number and a unit, such as `10 school-days`",
        ),
        (
            "span-unknown-unit",
            "a length of time has a unit that there is not",
            "use days, school-days, weeks, teaching-weeks, half-terms or terms",
        ),
        (
            "span-too-long",
            "a length of time is longer than any engagement",
            "write a shorter one; the message names the most",
        ),
    ],
};

const IMPORT: Sort = Sort {
    name: "problem in what a calendar is imported from",
    heading: "Problems in what calendars are imported from",
    area: "alongside::import::",
    codes: &[
        (
            "too-large",
            "the file is larger than any published calendar",
            "check that it is the right file",
        ),
        (
            "bad-json",
            "the file is not the JSON that it should be",
            "download it again as it was published",
        ),
        (
            "bad-icalendar",
            "the file is not iCalendar",
            "download the `.ics` file, not the page that shows it",
        ),
        (
            "unknown-division",
            "the list of bank holidays has no such part of the country",
            "choose one that the message names",
        ),
        (
            "nothing-found",
            "the file holds no term, or no holiday, that could be used",
            "check that it is the right file and the right year",
        ),
        (
            "duplicate-date",
            "a day stands in the list twice",
            "download the file again, or take one of them out",
        ),
        (
            "ends-before-it-begins",
            "a holiday ends before it begins",
            "mend its dates in the file",
        ),
        ("bad-date", "a date cannot be read", "mend it in the file"),
        (
            "bad-range",
            "an entry lasts longer than any holiday, or less than a day",
            "mend its dates in the file, or take it out",
        ),
        (
            "missing-date",
            "an entry has no date",
            "take it out of the file, or give it one",
        ),
        (
            "left-out",
            "an entry could not be placed in a year and was left out",
            "nothing, if it does not matter; else add it to the calendar by hand",
        ),
        (
            "days-differ",
            "the days counted are not those that the file states",
            "compare the calendar with what the authority published",
        ),
        (
            "incomplete-year",
            "a year of the file has no summer holiday, so its end is not known",
            "add the rest of the year by hand, or import a file that has it",
        ),
    ],
};

const SCENARIO: Sort = Sort {
    name: "problem in a scenario file",
    heading: "Problems in scenario files",
    area: "alongside::scenario::",
    codes: &[
        (
            "too-large",
            "the file is larger than a scenario can be",
            "split the scenario",
        ),
        ("syntax", "the text is not TOML", "mend the place shown"),
        (
            "format",
            "the file says no format, or one that this release does not read",
            "begin it with `format = 1`",
        ),
        (
            "missing-key",
            "a key that must be there is not",
            "add the key that the message names",
        ),
        (
            "unknown-key",
            "a key or a command means nothing here",
            "spell it as suggested; the message names those there are",
        ),
        (
            "wrong-type",
            "a value has the wrong type",
            "write what the message asks for",
        ),
        (
            "wrong-value",
            "a value is not allowed here",
            "choose one of those that the message names",
        ),
        (
            "several-commands",
            "one entry of `do` holds two commands, or moves the time twice",
            "begin another `[[do]]`",
        ),
        (
            "nothing-done",
            "an entry of `do` neither does nor expects anything",
            "name a command, a date or an `expect`",
        ),
    ],
};

const DATA: Sort = Sort {
    name: "problem in a table of results",
    heading: "Problems in tables of results",
    area: "",
    codes: &[
        (
            "not-a-table",
            "the file is a spreadsheet, a web page or something else that is no CSV table",
            "save it as CSV, or download it again",
        ),
        (
            "encoding",
            "the letters of the file are in no known encoding",
            "save it as CSV in UTF-8",
        ),
        (
            "too-large",
            "the file has more bytes, rows or columns than can be read",
            "split it, or check that it is the right file",
        ),
        ("empty", "the file has no rows", "download or export it again"),
        (
            "csv",
            "the file breaks the rules of CSV at the place shown",
            "mend the quotes there, or export it again",
        ),
        (
            "delimiter",
            "the columns are not parted by commas",
            "export it with commas",
        ),
        (
            "long-field",
            "a cell is longer than any cell can be",
            "look for a quote that is never closed",
        ),
        (
            "ragged-row",
            "a row has more or fewer cells than the header",
            "mend the row, or export the file again",
        ),
        (
            "duplicate-column",
            "two columns have the same header",
            "take one of them out",
        ),
        (
            "missing-column",
            "a column that is needed is not there",
            "export the file with it, or check that it is the right kind",
        ),
        (
            "unknown-layout",
            "the columns are those of no known kind of file",
            "say which kind it is with `--as`, if it is one",
        ),
        (
            "unknown-kind",
            "there is no such kind of file",
            "choose one that the message names",
        ),
        (
            "unknown-record",
            "a row is of a type of record that is not known",
            "check that the file was not changed by hand",
        ),
        (
            "no-schools",
            "the file holds no row of a school",
            "check that it is the file by school, not by authority",
        ),
        (
            "urn",
            "a row has no URN, or what stands there is none",
            "mend it: a URN has six digits",
        ),
        (
            "empty-cell",
            "a cell that must hold something is empty",
            "fill it in, or export the file again",
        ),
        (
            "cell",
            "a cell holds what its column cannot",
            "mend it as the message says",
        ),
        (
            "rows",
            "rows by month do not follow each other, or say something that cannot be",
            "mend the rows that the message names",
        ),
        (
            "duplicate-row",
            "a school stands in the file twice for the same year",
            "take one of the rows out",
        ),
        (
            "blank-rows",
            "rows without any value were passed over",
            "nothing, unless you expected something there",
        ),
        (
            "cohorts",
            "figures of the same pupils name different numbers of pupils",
            "compare the file with what was published, and mend the number that is wrong",
        ),
        (
            "small-cohort",
            "a figure is stated for so few pupils that it will be withheld",
            "nothing: this protects pupils",
        ),
        (
            "year-unknown",
            "nothing says which school year the file holds",
            "say it with `--year`",
        ),
        (
            "year-conflict",
            "the file, its name and what was said do not agree on the school year",
            "say it with `--year`, once you have made sure",
        ),
        (
            "year-unconfirmed",
            "the school year is taken from one place alone",
            "make sure that it is right",
        ),
        (
            "year-without-measures",
            "no measure is registered for this school year",
            "add the measure to the registry, or import another year",
        ),
        (
            "dataset",
            "what was read, or kept, is no whole table",
            "import the file again",
        ),
        (
            "toml",
            "a file of the registry of measures is not TOML, or lacks a key",
            "mend the place shown",
        ),
        (
            "format",
            "a file of the registry of measures was written for another release",
            "write the format that the message names",
        ),
        (
            "layout",
            "the layout of a kind of file is wrong, or stands twice",
            "mend it as the message says",
        ),
        (
            "scale",
            "the scale of a measure is none, or has no width",
            "write its lowest and its highest value, the lower one first",
        ),
        (
            "duplicate-measure",
            "a measure is registered twice",
            "rename one of them, or take it out",
        ),
    ],
};

/// The sorts of codes that files give, beside those of workflows.
pub(super) const SORTS: [Sort; 5] = [CALENDAR, DATES, IMPORT, SCENARIO, DATA];
