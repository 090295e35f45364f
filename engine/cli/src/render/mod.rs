//! How things look: streams and colours, dates, tables, and the words for what is to be done.

pub(crate) mod advice;
pub(crate) mod change;
pub(crate) mod dates;
pub(crate) mod money;
pub(crate) mod overview;
pub(crate) mod progress;
pub(crate) mod screen;
pub(crate) mod standing;
pub(crate) mod table;
pub(crate) mod text;
