//! What a report says, without how it looks: a title, facts, and sections of paragraphs and tables.
//!
//! Every text here is plain, as people typed it; each writer escapes all of it, so that no section can forget to.

/// A report.
pub(super) struct Document {
    pub(super) title: String,
    /// The line above the title.
    pub(super) kind: String,
    /// Who, since when, by which workflow.
    pub(super) facts: Vec<Fact>,
    pub(super) sections: Vec<Section>,
}

/// A part of the report under a heading.
pub(super) struct Section {
    /// Names the section within the page.
    pub(super) id: &'static str,
    pub(super) title: String,
    /// Whether it takes the whole width of a printed page.
    pub(super) wide: bool,
    pub(super) blocks: Vec<Block>,
}

/// A block of a section.
pub(super) enum Block {
    Paragraph(Text),
    /// A remark in smaller type.
    Remark(Text),
    Facts(Vec<Fact>),
    Table(Table),
}

/// A name and what is known under it.
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) text: Text,
}

/// A table whose first column names its rows.
pub(super) struct Table {
    /// Says what the table holds, for readers who hear the page.
    pub(super) caption: String,
    pub(super) columns: Vec<&'static str>,
    pub(super) rows: Vec<Vec<Text>>,
}

/// How urgently a status wants to be seen. The words always say it as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Good,
    Open,
    Alarm,
}

/// A run of text.
pub(super) enum Span {
    Plain(String),
    Strong(String),
    Status(Tone, String),
    /// A new line where the form allows one.
    Break,
}

/// A text with emphasis.
#[derive(Default)]
pub(super) struct Text(pub(super) Vec<Span>);

impl Text {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self::default().and(text)
    }

    pub(super) fn strong(text: impl Into<String>) -> Self {
        Self(vec![Span::Strong(text.into())])
    }

    pub(super) fn status(tone: Tone, text: impl Into<String>) -> Self {
        Self(vec![Span::Status(tone, text.into())])
    }

    pub(super) fn and(mut self, text: impl Into<String>) -> Self {
        self.0.push(Span::Plain(text.into()));
        self
    }

    /// Begins a new line, unless nothing stands before it.
    pub(super) fn line(mut self) -> Self {
        if !self.0.is_empty() {
            self.0.push(Span::Break);
        }
        self
    }

    /// Several texts, each on a line of its own.
    pub(super) fn lines(texts: impl IntoIterator<Item = Text>) -> Self {
        texts.into_iter().fold(Self::default(), |mut all, text| {
            all = all.line();
            all.0.extend(text.0);
            all
        })
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::plain(text)
    }
}

/// A text on one line: white space as single spaces, without control characters and without the marks that turn the
/// direction of writing, which could make a page read other than it is.
pub(super) fn one_line(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let visible: String = text
        .chars()
        .filter(|c| c.is_whitespace() || !hidden(*c))
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text of at most `chars_max` characters; what is cut is marked.
pub(super) fn cut(text: &str, chars_max: usize) -> String {
    let text = one_line(text);
    if text.chars().count() <= chars_max {
        return text;
    }
    let kept: String = text.chars().take(chars_max.saturating_sub(1)).collect();
    let kept = kept.rsplit_once(' ').map_or(kept.as_str(), |(whole_words, _)| {
        // A text without spaces is cut where it must be.
        if whole_words.len() * 2 > kept.len() {
            whole_words
        } else {
            &kept
        }
    });
    format!("{}…", kept.trim_end())
}
