//! The page of the protocol that `drive` speaks, made from the table of verbs that serves it. `DRIVE.md` is this text;
//! a test holds the two together.

use alongside_runtime::{Argument, LINE_BYTES_MAX, PROTOCOL, Verb, VerbGroup};

const HEAD: &str = "\
# Driving the engine from another program

<!-- Made from the program. To bring it up to date: UPDATE_GOLDEN=1 cargo test -p alongside-cli -->

`alongside drive` reads one JSON object a line from standard input and answers each with one line on standard output. \
Everything is in memory: no workspace is needed, no file is read or written, and time stands still until a line moves \
it. Whatever can be asked of an engagement in a workspace can be asked here, by the same rules.
";

const ENVELOPE: &str = "\
## A line

```json
{\"id\": 7, \"verb\": \"complete\", \"as\": \"nle\", \"step\": \"visit\", \"record\": {\"prediction\": 12}}
```

| key | meaning |
|---|---|
| `verb` | what is asked; needed |
| `id` | anything; comes back in the answer |
| `as` | the person who acts; whoever runs the program where it is left out |
| `engagement` | the engagement; the one that was opened last where it is left out |
| `command-id` | a text of at most 128 bytes that makes a command safe to repeat: a second line with the same text has its effect once |

Every other key is an argument of the verb. Keys that the verb does not have are refused. Dates are texts such as \
`2019-01-31`; a field, a fact or a finding takes a text, a number, `true` or `false`, a date or a list of texts, as it \
was declared. Where a reason may be left out, one is made up.

## An answer

```json
{\"id\": 7, \"ok\": {\"engagement\": \"support\", \"status\": \"open\", \"repeated\": false, \"events\": []}}
{\"id\": 8, \"error\": {\"code\": \"wrong-role\", \"message\": \"...\", \"hint\": \"...\"}}
```

What changes something answers with `events`: everything that it led to, in every engagement, in order. An error has a \
stable `code`, a `message`, a `hint` where there is something to say, and `problems` where a text has several. Nothing \
was half-done. A line that is not understood is an error, and the next line is read; the program ends with its input.
";

/// Writes the page.
pub(crate) fn markdown() -> String {
    let mut text = String::from(HEAD);
    text.push_str(&format!(
        "\nProtocol version {PROTOCOL}. A line holds at most {LINE_BYTES_MAX} bytes; the rest of a longer one is passed \
         over and answered with `line-too-long`.\n\n"
    ));
    text.push_str(ENVELOPE);
    text.push_str("\n## Verbs\n\nWhere a verb has two names, either may be said.\n");
    for group in VerbGroup::ALL {
        text.push_str(&format!("\n### {}\n", group.title()));
        for verb in Verb::all().iter().filter(|verb| verb.group == group) {
            section(&mut text, verb);
        }
    }
    text
}

fn section(text: &mut String, verb: &Verb) {
    let names: Vec<String> = std::iter::once(&verb.name)
        .chain(verb.aliases)
        .map(|name| format!("`{name}`"))
        .collect();
    text.push_str(&format!(
        "\n#### {}\n\n{}\n",
        names.join(" or "),
        verb.about.trim()
    ));
    if !verb.arguments.is_empty() {
        text.push('\n');
    }
    text.extend(verb.arguments.iter().map(item));
}

fn item(argument: &Argument) -> String {
    let optional = if argument.is_optional() { ", optional" } else { "" };
    format!(
        "- `{}` ({}{optional}): {}\n",
        argument.name(),
        argument.kind(),
        lowered(argument.about())
    )
}

/// The words with a small letter at their start.
fn lowered(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
