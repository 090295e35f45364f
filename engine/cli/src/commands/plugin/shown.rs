//! How a plugin looks: what it is, what it asks for, how it stands.

use alongside_runtime::core::{ParameterDescription, Value};
use alongside_runtime::{LimitShown, PluginView};

use crate::render::screen::Screen;
use crate::render::table::{Grid, Look};

/// Everything there is to say of a plugin.
pub(super) fn described(plugin: &PluginView, screen: &Screen) -> String {
    let bold = screen.styles().strong;
    let version = plugin.version.as_deref().unwrap_or("?");
    let title = plugin.title.as_deref().unwrap_or("");
    let mut text = format!("{bold}{title}{bold:#} ({} {version})\n", plugin.id);
    let mut line = |what: &str, said: Option<&str>| {
        if let Some(said) = said {
            text.push_str(&format!("  {what:<10} {said}\n"));
        }
    };
    line("world", plugin.world.map(|world| world.as_str()));
    line("source", plugin.source.as_deref());
    line("authority", plugin.authority.as_deref());
    line("licence", plugin.licence.as_deref());
    line("contract", plugin.contract);
    line("file", Some(&plugin.file));
    line(
        "size",
        plugin.bytes.map(|bytes| format!("{bytes} bytes")).as_deref(),
    );
    line(
        "digest",
        plugin.digest.map(|digest| digest.to_string()).as_deref(),
    );
    let signed = plugin.signed_by.as_ref().map(|by| match plugin.trusted {
        true => format!("by {by}, trusted"),
        false => format!("by {by}, not trusted here"),
    });
    line("signed", Some(signed.as_deref().unwrap_or("no")));
    line("stands", Some(plugin.standing.as_str()));
    text.push_str(&columns(plugin, screen));
    text.push_str(&parameters(&plugin.parameters, screen));
    text.push_str(&fields(plugin, screen));
    if !plugin.bands.is_empty() {
        text.push_str(&format!("\n{bold}Bands{bold:#}\n  {}\n", plugin.bands.join(", ")));
    }
    text
}

/// The limits under which it runs.
pub(super) fn limits(limits: &[LimitShown], screen: &Screen) -> String {
    let bold = screen.styles().strong;
    let mut grid = Grid::new(screen.width(), 2);
    for limit in limits {
        let from = if limit.set {
            "set in alongside.toml"
        } else {
            "as usual"
        };
        grid.row([
            (limit.key.to_owned(), Look::Plain),
            (limit.value.to_string(), Look::Plain),
            (from.to_owned(), Look::Faint),
        ]);
    }
    format!(
        "\n{bold}Limits of a call{bold:#} ([plugins.limits])\n{}",
        grid.draw()
    )
}

fn columns(plugin: &PluginView, screen: &Screen) -> String {
    let mut grid = Grid::new(screen.width(), 2);
    for column in &plugin.columns {
        let kind = column.kind.map_or("any", |kind| kind.as_str());
        let optional = if column.optional { ", may be missing" } else { "" };
        grid.row([
            (column.name.clone(), Look::Strong),
            (format!("{kind}{optional}"), Look::Plain),
            (column.title.clone(), Look::Plain),
        ]);
    }
    section("Columns", plugin.columns.len(), grid, screen)
}

fn parameters(parameters: &[ParameterDescription], screen: &Screen) -> String {
    let mut grid = Grid::new(screen.width(), 2);
    for parameter in parameters {
        grid.row([
            (parameter.name.clone(), Look::Strong),
            (rules_of(parameter), Look::Plain),
            (parameter.title.clone(), Look::Plain),
        ]);
    }
    section("Parameters", parameters.len(), grid, screen)
}

/// The type of a parameter and what may be set.
fn rules_of(parameter: &ParameterDescription) -> String {
    let mut rules = parameter.kind.to_string();
    match (parameter.at_least, parameter.at_most) {
        (Some(least), Some(most)) => rules.push_str(&format!(" from {least} to {most}")),
        (Some(least), None) => rules.push_str(&format!(" from {least}")),
        (None, Some(most)) => rules.push_str(&format!(" up to {most}")),
        (None, None) => {}
    }
    if !parameter.allowed.is_empty() {
        rules.push_str(&format!(": {}", parameter.allowed.join(" | ")));
    }
    match &parameter.default {
        Some(Value::Text(text)) => rules.push_str(&format!(", else \"{text}\"")),
        Some(default) => rules.push_str(&format!(", else {default}")),
        None if parameter.required => rules.push_str(", must be set"),
        None => {}
    }
    rules
}

fn fields(plugin: &PluginView, screen: &Screen) -> String {
    let mut grid = Grid::new(screen.width(), 2);
    for field in &plugin.fields {
        grid.row([
            (field.name.clone(), Look::Strong),
            (field.kind.to_string(), Look::Plain),
            (field.title.clone(), Look::Plain),
        ]);
    }
    section("Fields of a finding", plugin.fields.len(), grid, screen)
}

fn section(title: &str, rows: usize, grid: Grid, screen: &Screen) -> String {
    if rows == 0 {
        return String::new();
    }
    let bold = screen.styles().strong;
    format!("\n{bold}{title}{bold:#}\n{}", grid.draw())
}
