//! Writes a report as one HTML page that needs nothing else: styles inside, no script, no address.
//!
//! Every text is escaped. The page forbids its reader to load or run anything, whatever it may hold.

use super::model::{Block, Document, Fact, Section, Span, Table, Text, Tone, one_line};

const STYLE: &str = include_str!("style.css");

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Writes the document.
pub(super) fn write(document: &Document) -> String {
    let title = escape(&document.title);
    let kind = escape(&document.kind);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{title} – {kind}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<p class=\"kind\">{kind}</p>\n<h1>{title}</h1>\n"
    );
    facts(&mut out, &document.facts);
    out.push_str("</header>\n<main>\n");
    for section in &document.sections {
        write_section(&mut out, section);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn write_section(out: &mut String, section: &Section) {
    let id = section.id;
    // Where a table comes first, a printed page sets the heading into its head.
    let led = matches!(section.blocks.first(), Some(Block::Table(_)));
    let class = match (section.wide, led) {
        (true, true) => " class=\"wide led\"",
        (true, false) => " class=\"wide\"",
        (false, true) => " class=\"led\"",
        (false, false) => "",
    };
    out.push_str(&format!(
        "<section id=\"{id}\"{class} aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{}</h2>\n",
        escape(&section.title)
    ));
    for block in &section.blocks {
        match block {
            Block::Paragraph(text) => out.push_str(&format!("<p>{}</p>\n", inline(text))),
            Block::Remark(text) => out.push_str(&format!("<p class=\"remark\">{}</p>\n", inline(text))),
            Block::Facts(list) => facts(out, list),
            Block::Table(table) => write_table(out, table),
        }
    }
    out.push_str("</section>\n");
}

fn facts(out: &mut String, list: &[Fact]) {
    if list.is_empty() {
        return;
    }
    out.push_str("<dl>\n");
    for fact in list {
        let (name, text) = (escape(&fact.name), inline(&fact.text));
        out.push_str(&format!("<div><dt>{name}</dt><dd>{text}</dd></div>\n"));
    }
    out.push_str("</dl>\n");
}

/// The roles are given because on a narrow screen the style lays a row out as a block, which takes them away.
fn write_table(out: &mut String, table: &Table) {
    out.push_str(&format!(
        "<table role=\"table\" class=\"columns-{}\">\n<caption class=\"unseen\">{}</caption>\n<thead role=\"rowgroup\">\n<tr role=\"row\">",
        table.columns.len(),
        escape(&table.caption)
    ));
    for column in &table.columns {
        out.push_str(&format!(
            "<th role=\"columnheader\" scope=\"col\">{}</th>",
            escape(column)
        ));
    }
    out.push_str("</tr>\n</thead>\n<tbody role=\"rowgroup\">\n");
    for row in &table.rows {
        out.push_str("<tr role=\"row\">");
        for (place, (cell, column)) in row.iter().zip(&table.columns).enumerate() {
            let text = inline(cell);
            if place == 0 {
                out.push_str(&format!("<th role=\"rowheader\" scope=\"row\">{text}</th>"));
            } else {
                let label = escape(column);
                out.push_str(&format!(
                    "<td role=\"cell\" data-label=\"{label}\"><div>{text}</div></td>"
                ));
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

fn inline(text: &Text) -> String {
    let mut out = String::new();
    for span in &text.0 {
        match span {
            Span::Plain(text) => {
                if text.starts_with(' ') {
                    out.push(' ');
                }
                let escaped = escape(text);
                out.push_str(&escaped);
                if text.ends_with(' ') && !escaped.is_empty() {
                    out.push(' ');
                }
            }
            Span::Strong(text) => out.push_str(&format!("<strong>{}</strong>", escape(text))),
            Span::Status(tone, text) => {
                let class = match tone {
                    Tone::Good => "good",
                    Tone::Open => "open",
                    Tone::Alarm => "alarm",
                };
                out.push_str(&format!("<strong class=\"{class}\">{}</strong>", escape(text)));
            }
            // A printed page has no room for lines of their own: there, they follow each other.
            Span::Break => {
                let joint = if out.ends_with(['.', ':', ';']) { " " } else { "; " };
                out.push_str(&format!("<span class=\"joint\">{joint}</span><br>"));
            }
        }
    }
    out
}

/// Escapes a text for element content and for attributes in double quotes.
fn escape(text: &str) -> String {
    let text = one_line(text);
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}
