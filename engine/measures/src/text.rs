//! Bytes to text: which encoding a file is in, and what it is when it is no table at all.
//!
//! Only UTF-8 and Windows-1252 are read. Tests are below.

use serde::Serialize;

use crate::problem::{Collector, Place};

/// The encoding a file was read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Encoding {
    /// UTF-8, or its subset ASCII.
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-8 that opens with a byte order mark.
    #[serde(rename = "utf-8-with-mark")]
    Utf8WithMark,
    /// Windows-1252, the "ANSI" of spreadsheets in western Europe.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

impl Encoding {
    /// The name people know it by.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8WithMark => "UTF-8 with a byte order mark",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
const SAVE_AS_CSV: &str = "open it in the spreadsheet program and save it as `CSV UTF-8`";

/// Forms that are not text tables, by their first bytes.
const OTHER_FORMS: [(&[u8], &str, &str); 6] = [
    (
        b"PK\x03\x04",
        "is a spreadsheet (.xlsx) or another zip archive, not a CSV file",
        SAVE_AS_CSV,
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "is a spreadsheet of the older kind (.xls), not a CSV file",
        SAVE_AS_CSV,
    ),
    (
        b"%PDF",
        "is a PDF document, not a CSV file",
        "look for the CSV download of the same table",
    ),
    (b"\x1f\x8b", "is compressed with gzip", "decompress it first"),
    (b"\xff\xfe", "is in UTF-16, which is not read", SAVE_AS_CSV),
    (b"\xfe\xff", "is in UTF-16, which is not read", SAVE_AS_CSV),
];

/// Turns the bytes of a file into text with `\n` or `\r\n` line ends, and says in which encoding they were.
///
/// `None` when the bytes are no text; the reason is then in `problems`.
pub(crate) fn decode(bytes: &[u8], problems: &mut Collector) -> Option<(String, Encoding)> {
    if let Some((_, what, help)) = OTHER_FORMS.iter().find(|(magic, _, _)| bytes.starts_with(magic)) {
        problems.add_with_help("not-a-table", Place::file(), *what, *help);
        return None;
    }
    let (body, marked) = bytes
        .strip_prefix(UTF8_MARK)
        .map_or((bytes, false), |body| (body, true));
    if let Some(at) = body.iter().position(|byte| *byte == 0) {
        let every_other = body.iter().take(64).filter(|byte| **byte == 0).count() >= 8;
        let what = if every_other {
            "is in UTF-16 without a mark, which is not read"
        } else {
            "holds a NUL byte: it is not a text file"
        };
        problems.add_with_help("not-a-table", Place::line(line_of(body, at)), what, SAVE_AS_CSV);
        return None;
    }
    let (text, encoding) = match std::str::from_utf8(body) {
        Ok(text) => (
            text.to_owned(),
            if marked {
                Encoding::Utf8WithMark
            } else {
                Encoding::Utf8
            },
        ),
        Err(error) if marked => {
            let line = line_of(body, error.valid_up_to());
            problems.add_with_help(
                "encoding",
                Place::line(line),
                "opens with a UTF-8 byte order mark but is not UTF-8 throughout",
                SAVE_AS_CSV,
            );
            return None;
        }
        Err(error) => (
            from_windows_1252(body, error.valid_up_to(), problems)?,
            Encoding::Windows1252,
        ),
    };
    if text.trim_start().starts_with('<') {
        problems.add_with_help(
            "not-a-table",
            Place::file(),
            "is a web page or XML, not a CSV file",
            "download the table itself, not the page that shows it",
        );
        return None;
    }
    let old_line_ends = text.contains('\r') && !text.contains('\n');
    Some((
        if old_line_ends {
            text.replace('\r', "\n")
        } else {
            text
        },
        encoding,
    ))
}

fn from_windows_1252(body: &[u8], first: usize, problems: &mut Collector) -> Option<String> {
    // These five bytes stand for nothing in Windows-1252.
    if let Some(at) = body
        .iter()
        .position(|byte| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d))
    {
        problems.add_with_help(
            "encoding",
            Place::line(line_of(body, at.min(first))),
            "is neither UTF-8 nor Windows-1252",
            SAVE_AS_CSV,
        );
        return None;
    }
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(body);
    Some(text.into_owned())
}

/// The line, counted from 1, on which the byte `at` stands.
fn line_of(bytes: &[u8], at: usize) -> u64 {
    bytes.iter().take(at).filter(|byte| **byte == b'\n').count() as u64 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<(String, Encoding), String> {
        let mut problems = Collector::new("f");
        decode(bytes, &mut problems).ok_or_else(|| problems.finish().to_string())
    }

    #[test]
    fn the_three_encodings_that_are_read() {
        assert_eq!(read(b"a,b\r\n").unwrap(), ("a,b\r\n".to_owned(), Encoding::Utf8));
        assert_eq!(
            read(b"\xef\xbb\xbfa").unwrap(),
            ("a".to_owned(), Encoding::Utf8WithMark)
        );
        assert_eq!(
            read(b"St Mary\x92s").unwrap(),
            ("St Mary’s".to_owned(), Encoding::Windows1252)
        );
        assert_eq!(read(b"a\rb").unwrap().0, "a\nb");
    }

    #[test]
    fn everything_else_is_named() {
        let named = [
            (&b"PK\x03\x04rest"[..], "f: is a spreadsheet (.xlsx)"),
            (b"\xd0\xcf\x11\xe0\xa1", "f: is a spreadsheet of the older kind"),
            (b"\xff\xfea\0", "f: is in UTF-16"),
            (b"a\0b\0c\0d\0e\0f\0g\0h\0", "f:1: is in UTF-16 without a mark"),
            (b"a\nb\0c", "f:2: holds a NUL byte"),
            (b"a\n\xe9\x81", "f:2: is neither UTF-8 nor Windows-1252"),
            (b"\xef\xbb\xbfa\n\xe9", "f:2: opens with a UTF-8 byte order mark"),
            (b"<!doctype html>", "f: is a web page"),
            (b"%PDF-1.4", "f: is a PDF"),
        ];
        for (bytes, message) in named {
            let error = read(bytes).unwrap_err();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
