//! alongside-measures
