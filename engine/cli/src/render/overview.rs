//! The overview of all commands, in groups: what `alongside --help` shows where clap would show one long list.

use clap::Command as Description;

use super::text::wrapped;

/// How wide the overview is at most, in columns: as wide as the rest of the help.
const WIDTH_MAX: usize = 100;

/// Writes the help of the whole program: its own words, its commands by group, and the options.
pub(crate) fn template(groups: &[(&'static str, Description)], width: usize) -> String {
    let heading = clap::builder::Styles::styled();
    let heading = heading.get_header();
    let width = width.min(WIDTH_MAX);
    let names = groups
        .iter()
        .flat_map(|(_, group)| group.get_subcommands())
        .map(|command| command.get_name().len());
    let room = names.max().unwrap_or(0);
    let mut text = String::from("{before-help}{about-with-newline}\n{usage-heading} {usage}\n");
    for (title, group) in groups {
        text.push_str(&format!("\n{heading}{title}:{heading:#}\n"));
        text.extend(group.get_subcommands().map(|command| line(command, room, width)));
    }
    text.push_str(&format!(
        "\n{heading}Options:{heading:#}\n{{options}}{{after-help}}"
    ));
    text
}

/// A command and what it does, set in as clap does it.
fn line(command: &Description, room: usize, width: usize) -> String {
    let styles = clap::builder::Styles::styled();
    let literal = styles.get_literal();
    let name = command.get_name();
    let gap = " ".repeat(room - name.len() + 2);
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let first = format!("  {literal}{name}{literal:#}{gap}");
    wrapped(&about, width, &first, &" ".repeat(room + 4))
}
