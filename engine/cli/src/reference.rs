//! The reference of all commands as Markdown, made from their descriptions. `REFERENCE.md` is this text; a test holds
//! the two together.

use clap::{Arg, ArgAction, Command};

use crate::commands::Command as Grouped;

const HEADING: &str = "Global options";

/// Writes the reference of `root` and everything below it.
pub(crate) fn markdown(root: &Command) -> String {
    let mut text = String::from(
        "# Reference of the `alongside` command\n\n<!-- Made from the program. To bring it up to date: \
         UPDATE_GOLDEN=1 cargo test -p alongside-cli -->\n",
    );
    text.push_str(&format!(
        "\n{}\n",
        root.get_long_about().map(ToString::to_string).unwrap_or_default()
    ));
    text.push_str(&format!(
        "\n## {HEADING}\n\nThese may be given with every command.\n\n"
    ));
    text.extend(
        options(root)
            .filter(|arg| arg.get_help_heading() == Some(HEADING))
            .map(item),
    );
    text.push_str("\n## Exit codes\n\n| code | meaning |\n|---|---|\n");
    text.extend(
        crate::exit::Exit::ALL
            .iter()
            .map(|exit| format!("| {} | {} |\n", exit.code(), exit.meaning())),
    );
    text.push_str("\n## Commands\n");
    for (title, group) in Grouped::groups() {
        text.push_str(&format!("\n{title}:\n\n"));
        for command in commands(&group) {
            let name = format!("alongside {}", command.get_name());
            let link = name.replace(' ', "-");
            text.push_str(&format!("- [`{name}`](#{link}): {}\n", about(command)));
        }
    }
    for command in commands(root) {
        section(&mut text, command, "alongside");
    }
    text
}

fn section(text: &mut String, command: &Command, above: &str) {
    let name = format!("{above} {}", command.get_name());
    text.push_str(&format!("\n### `{name}`\n\n{}.\n", about(command)));
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    text.push_str(&format!("\n```text\n{usage}\n```\n"));
    let arguments: Vec<&Arg> = command.get_positionals().collect();
    let own = |arg: &&Arg| arg.get_help_heading() != Some(HEADING);
    let options: Vec<&Arg> = options(command).filter(own).collect();
    if !arguments.is_empty() || !options.is_empty() {
        text.push('\n');
        text.extend(arguments.into_iter().chain(options).map(item));
    }
    if let Some(after) = command.get_after_long_help() {
        text.push_str(&format!("\n```text\n{}\n```\n", after.to_string().trim_end()));
    }
    for below in commands(command) {
        section(text, below, &name);
    }
}

fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

fn commands(command: &Command) -> impl Iterator<Item = &Command> {
    command
        .get_subcommands()
        .filter(|below| below.get_name() != "help" && !below.is_hide_set())
}

fn options(command: &Command) -> impl Iterator<Item = &Arg> {
    let shown = |arg: &&Arg| {
        !arg.is_positional()
            && !matches!(
                arg.get_action(),
                ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version
            )
    };
    command.get_arguments().filter(shown)
}

/// One argument as an item of a list.
fn item(arg: &Arg) -> String {
    let values: Vec<String> = arg
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|name| format!("<{name}>"))
        .collect();
    let takes = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);
    let values = if takes { values.join(" ") } else { String::new() };
    let long = arg.get_long().map(|long| format!("--{long}"));
    let short = arg.get_short().map(|short| format!("-{short}"));
    let names: Vec<String> = short.into_iter().chain(long).collect();
    let form = match (names.is_empty(), values.is_empty()) {
        (true, _) => values,
        (false, true) => names.join(", "),
        (false, false) => format!("{} {values}", names.join(", ")),
    };
    let mut notes = String::new();
    let default: Vec<String> = arg
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    if takes && !default.is_empty() {
        notes.push_str(&format!(" [default: {}]", default.join(", ")));
    }
    let possible: Vec<String> = arg
        .get_possible_values()
        .iter()
        .map(|value| value.get_name().to_owned())
        .collect();
    if takes && !possible.is_empty() && !arg.is_hide_possible_values_set() {
        notes.push_str(&format!(" [one of: {}]", possible.join(", ")));
    }
    if matches!(arg.get_action(), ArgAction::Append) && !arg.is_positional() {
        notes.push_str(" May be given several times.");
    }
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    format!("- `{form}`: {help}.{notes}\n").replace("].", "].")
}
