//! Tests of school time.
