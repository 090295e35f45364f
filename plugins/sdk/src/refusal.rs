//! Refusing an input: what is wrong, and where.

use crate::Refusal;

impl Refusal {
    /// Makes a refusal. Say what is wrong and what to do, in one sentence that begins in lower case.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            column: None,
            row: None,
        }
    }

    /// Names the column in which it is.
    #[must_use]
    pub fn in_column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    /// Names the row in which it is, counted from 0.
    #[must_use]
    pub fn in_row(mut self, row: usize) -> Self {
        self.row = u32::try_from(row).ok();
        self
    }
}
