//! Owns the validated names and numbers of the store: streams, commands, indexes, sequences, positions.
//!
//! Never looks inside a name: what a stream stands for is the caller's business. Tests are at the foot of
//! this file.

use std::fmt;

use crate::error::StoreError;

/// The longest stream name, in bytes.
pub(crate) const STREAM_ID_BYTES_MAX: usize = 96;
/// The longest command id, in bytes.
pub(crate) const COMMAND_ID_BYTES_MAX: usize = 128;
/// The longest name of an index or workspace value, in bytes.
pub(crate) const NAME_BYTES_MAX: usize = 64;

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'_')
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $max:expr, $accepts:expr, $rule:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Checks the text and wraps it.
            ///
            /// # Errors
            /// `StoreError::InvalidId` when the text is empty, too long or holds another character.
            pub fn new(text: impl Into<String>) -> Result<Self, StoreError> {
                let text = text.into();
                let accepts: fn(u8) -> bool = $accepts;
                if text.is_empty() || text.len() > $max || !text.bytes().all(accepts) {
                    return Err(StoreError::InvalidId { what: $what, text, rule: $rule });
                }
                Ok(Self(text))
            }

            /// Gives the text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({:?})", stringify!($name), self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = StoreError;

            fn from_str(text: &str) -> Result<Self, StoreError> {
                Self::new(text)
            }
        }
    };
}

text_id!(
    /// Names one stream of events: 1 to 96 characters of `a-z 0-9 - . _`.
    StreamId,
    "stream",
    STREAM_ID_BYTES_MAX,
    is_name_byte,
    "1 to 96 characters of a-z, 0-9, '-', '.' and '_'"
);

text_id!(
    /// Names one command within its stream, so that repeating it does nothing: 1 to 128 printable ASCII
    /// characters (space to tilde).
    CommandId,
    "command id",
    COMMAND_ID_BYTES_MAX,
    |byte| (b' '..=b'~').contains(&byte),
    "1 to 128 printable ASCII characters"
);

text_id!(
    /// Names an index or a workspace value: 1 to 64 characters of `a-z 0-9 - . _`.
    Name,
    "name",
    NAME_BYTES_MAX,
    is_name_byte,
    "1 to 64 characters of a-z, 0-9, '-', '.' and '_'"
);

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
        pub struct $name(pub u64);

        impl $name {
            /// Comes before the first one.
            pub const ZERO: Self = Self(0);
            /// The first one given out.
            pub const FIRST: Self = Self(1);

            /// Gives the number.
            #[must_use]
            pub fn get(self) -> u64 {
                self.0
            }

            /// Gives the one after; the largest number stays where it is.
            #[must_use]
            pub fn next(self) -> Self {
                Self(self.0.saturating_add(1))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number_id!(
    /// Counts the events of one stream from 1; 0 stands for "no event yet".
    Sequence
);

number_id!(
    /// Counts the events of the whole store from 1, in the order they were made durable.
    Position
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_name_keeps_to_its_alphabet_and_length() {
        assert!(StreamId::new("urn-116050.nle_support").is_ok());
        assert!(StreamId::new("a".repeat(96)).is_ok());
        for bad in ["", "Upper", "space here", "slash/", "ünicode", "nul\0"] {
            assert!(
                matches!(StreamId::new(bad), Err(StoreError::InvalidId { .. })),
                "{bad:?}"
            );
        }
        assert!(StreamId::new("a".repeat(97)).is_err());
    }

    #[test]
    fn a_command_id_is_printable_ascii() {
        assert!(CommandId::new("tick 2026-09-01 / walk~").is_ok());
        assert!(CommandId::new("x".repeat(128)).is_ok());
        for bad in ["", "tab\t", "line\n", "é", "del\u{7f}"] {
            assert!(CommandId::new(bad).is_err(), "{bad:?}");
        }
        assert!(CommandId::new("x".repeat(129)).is_err());
    }

    #[test]
    fn the_message_of_a_bad_name_says_the_rule() {
        let message = StreamId::new("A B").unwrap_err().to_string();
        assert!(
            message.contains("\"A B\"") && message.contains("1 to 96"),
            "{message}"
        );
    }
}
