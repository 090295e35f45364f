//! What the tests are written with: builders of small workflows, samples, and a play that runs an engagement.

pub(crate) mod children;
pub(crate) mod conditions;
pub(crate) mod define;
pub(crate) mod laws;
pub(crate) mod outside;
pub(crate) mod people;
pub(crate) mod play;
pub(crate) mod random;
pub(crate) mod random_commands;
pub(crate) mod random_outside;
pub(crate) mod random_people;
pub(crate) mod random_plans;
pub(crate) mod samples;

use std::fmt::Debug;
use std::str::FromStr;

use jiff::civil::Date;

/// Any identifier, span or date from its text.
pub(crate) fn id<T: FromStr>(text: &str) -> T
where
    T::Err: Debug,
{
    text.parse().unwrap()
}

pub(crate) fn day(text: &str) -> Date {
    id(text)
}
