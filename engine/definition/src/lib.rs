//! alongside-definition
