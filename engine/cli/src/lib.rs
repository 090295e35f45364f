//! alongside-cli
