//! Shortens long lines before they are drawn: what is kept of one is around the places of the problem, with `…` for
//! the rest. Nobody could see a place in a line of many screens, and a drawing cannot hold more than 65,535 columns.
//!
//! Owns the shortened text and where each of its bytes comes from; it knows nothing of problems. Tests are below and in
//! `tests/workflow/long_lines.rs`.

use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::{SourceText, lines_in};

/// The longest line that is drawn whole, in bytes.
const LINE_BYTES_MAX: usize = 1_000;
/// How much of a long line is kept before and after a place, in bytes.
const AROUND_BYTES: usize = 60;
/// How much of a long line is kept that holds no place, in bytes.
const START_BYTES: usize = 120;
/// What stands for what is left out.
const LEFT_OUT: &str = "…";

/// Says whether a text has a line that must be shortened to be drawn.
pub(super) fn has_long_lines(text: &str) -> bool {
    text.split('\n').any(|line| line.len() > LINE_BYTES_MAX)
}

/// A text with its long lines shortened around some places.
#[derive(Debug)]
pub(super) struct Excerpt<'a> {
    source: &'a SourceText,
    text: String,
    /// What was kept, in order.
    pieces: Vec<Piece>,
}

/// A part of the text that was kept as it is.
#[derive(Debug)]
struct Piece {
    /// Where it begins in the excerpt, in bytes.
    at: usize,
    /// Where it lies in the whole text, in bytes.
    from: Range<usize>,
}

impl<'a> Excerpt<'a> {
    /// Shortens the long lines of `source` around `places`, which lie within it, on the boundaries of characters.
    pub(super) fn new(source: &'a SourceText, places: &[Range<usize>]) -> Self {
        let mut excerpt = Self {
            source,
            text: String::new(),
            pieces: Vec::new(),
        };
        let mut start = 0;
        for line in source.text.split_inclusive('\n') {
            let whole = start..start + line.len();
            start = whole.end;
            if line.len() <= LINE_BYTES_MAX {
                excerpt.keep(whole);
            } else {
                let content = whole.start..whole.start + line.trim_end_matches(['\r', '\n']).len();
                excerpt.shorten(content.clone(), places);
                excerpt.keep(content.end..whole.end);
            }
        }
        excerpt
    }

    /// Where a place of the whole text is in the excerpt.
    pub(super) fn place(&self, place: &Range<usize>) -> Range<usize> {
        let moved = |offset: usize| {
            let next = self.pieces.partition_point(|piece| piece.from.start <= offset);
            next.checked_sub(1)
                .and_then(|index| self.pieces.get(index))
                .map_or(0, |piece| {
                    piece.at + offset.min(piece.from.end) - piece.from.start
                })
        };
        let start = moved(place.start);
        start..moved(place.end).max(start)
    }

    /// Where a byte of the excerpt is in the whole text.
    fn origin(&self, offset: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.at <= offset);
        next.checked_sub(1)
            .and_then(|index| self.pieces.get(index))
            .map_or(0, |piece| {
                (piece.from.start + offset - piece.at).min(piece.from.end)
            })
    }

    fn shorten(&mut self, line: Range<usize>, places: &[Range<usize>]) {
        let mut kept: Vec<Range<usize>> = places
            .iter()
            .filter(|place| line.start <= place.start && place.start <= line.end)
            .map(|place| {
                let start = place.start.saturating_sub(AROUND_BYTES).max(line.start);
                start..(place.end + AROUND_BYTES).min(line.end)
            })
            .collect();
        if kept.is_empty() {
            kept.push(line.start..line.start + START_BYTES);
        }
        kept.sort_by_key(|range| range.start);
        let mut end = line.start;
        for range in kept {
            let range = self.on_boundaries(range);
            if range.start > end {
                self.text.push_str(LEFT_OUT);
            }
            // Where two overlap, the second goes on where the first ended.
            self.keep(range.start.max(end)..range.end.max(end));
            end = end.max(range.end);
        }
        if end < line.end {
            self.text.push_str(LEFT_OUT);
        }
    }

    /// Widens a range until it begins and ends between characters.
    fn on_boundaries(&self, range: Range<usize>) -> Range<usize> {
        let text = &self.source.text;
        let start = (0..=range.start).rev().find(|at| text.is_char_boundary(*at));
        let end = (range.end..=text.len()).find(|at| text.is_char_boundary(*at));
        start.unwrap_or(0)..end.unwrap_or(text.len())
    }

    fn keep(&mut self, from: Range<usize>) {
        let Some(text) = self.source.text.get(from.clone()) else {
            return;
        };
        let at = self.text.len();
        self.text.push_str(text);
        match self.pieces.last_mut() {
            // What follows without a gap is one piece with what was before.
            Some(last) if last.from.end == from.start && last.at + last.from.len() == at => {
                last.from.end = from.end;
            }
            _ => self.pieces.push(Piece { at, from }),
        }
    }
}

impl SourceCode for Excerpt<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let read = self.text.read_span(span, lines_before, lines_after)?;
        // People and editors look for the place in the file, not in the excerpt.
        let (line, column) = self.source.line_and_column(self.origin(read.span().offset()));
        Ok(Box::new(MietteSpanContents::new_named(
            self.source.name.clone(),
            read.data(),
            *read.span(),
            line - 1,
            column - 1,
            lines_in(read.data()),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> SourceText {
        SourceText {
            name: "file".to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn short_lines_stay_as_they_are() {
        let text = source("a\r\nß\n\nlast");
        assert!(!has_long_lines(&text.text));
        let excerpt = Excerpt::new(&text, &[3..5, 7..9]);
        assert_eq!(excerpt.text, text.text);
        for offset in 0..=text.text.len() {
            assert_eq!(excerpt.place(&(offset..offset)), offset..offset);
            assert_eq!(excerpt.origin(offset), offset);
        }
    }

    #[test]
    fn a_place_in_a_long_line_is_kept_with_what_is_around_it() {
        let long = "é".repeat(5_000);
        let text = source(&format!("first\n{long}WRONG{long}\r\n{long}\nlast"));
        let wrong = text.text.find("WRONG").unwrap();
        let place = wrong..wrong + 5;
        let excerpt = Excerpt::new(&text, std::slice::from_ref(&place));
        let lines: Vec<&str> = excerpt.text.split('\n').collect();
        let (e30, e60) = ("é".repeat(30), "é".repeat(60));
        assert_eq!(
            lines,
            [
                "first",
                &format!("…{e30}WRONG{e30}…\r"),
                &format!("{e60}…"),
                "last"
            ]
        );
        let place = excerpt.place(&place);
        assert_eq!(&excerpt.text[place.clone()], "WRONG");
        assert_eq!(excerpt.origin(place.start), wrong);
    }

    #[test]
    fn places_at_the_ends_of_a_long_line_and_beside_each_other_are_found() {
        let text = source(&format!("{}\n", "0123456789".repeat(2_000)));
        let end = text.text.len() - 1;
        for places in [
            vec![0..1, end - 1..end],
            vec![100..110, 105..120, 300..301, 19_000..19_000],
            vec![end..end, 0..0, end + 1..end + 1],
        ] {
            let excerpt = Excerpt::new(&text, &places);
            for place in &places {
                let moved = excerpt.place(place);
                assert_eq!(excerpt.text.get(moved.clone()), text.text.get(place.clone()));
                assert_eq!(excerpt.origin(moved.start), place.start);
            }
            assert!(excerpt.text.len() < LINE_BYTES_MAX, "{}", excerpt.text);
            assert_eq!(excerpt.text.matches('\n').count(), 1);
        }
    }
}
