//! The pure heart of Alongside: definitions, commands, events, state and school time.
//!
//! Nothing here reads a clock, touches a file, or draws a random number; everything is decided from
//! arguments. See `engine/ARCHITECTURE.md` for the map.

pub mod calendar;
pub mod catalog;
pub mod children;
pub mod column;
pub mod command;
pub mod decide;
pub mod definition;
pub mod digest;
pub mod effect;
pub mod evaluate;
pub mod event;
pub mod finding;
mod gate;
pub mod hold;
pub mod ids;
pub mod intervention;
pub mod ledger;
pub mod member;
pub mod migration;
pub mod notice;
pub mod outputs;
pub mod people;
pub mod plugin;
mod round;
mod standstill;
pub mod state;
mod timer;
mod turn;
pub mod urn;
pub mod value;
pub mod why;
pub mod work;
