//! The behaviour of the core, seen from outside: given a workflow and what has happened, when a command comes,
//! then these events, this state, or this refusal.
//!
//! One file for each theme (`decide_*.rs`); `properties.rs` for what must hold of every workflow and every
//! sequence of commands; `golden_*.rs` for stored forms and messages that must not change unnoticed. Every play
//! (see `support/play.rs`) also proves that folding its stored log gives the live state, byte for byte.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::panic, reason = "a test fails by panicking")]

mod support;

mod decide_adhoc;
mod decide_approval;
mod decide_assign;
mod decide_bounds;
mod decide_called;
mod decide_children;
mod decide_conditions;
mod decide_deadlines;
mod decide_decisions;
mod decide_delegation;
mod decide_effects;
mod decide_escalations;
mod decide_events;
mod decide_evidence;
mod decide_facts;
mod decide_holds;
mod decide_intervention;
mod decide_ledger;
mod decide_members;
mod decide_membership;
mod decide_migrate;
mod decide_milestones;
mod decide_notify;
mod decide_opening;
mod decide_optional;
mod decide_outputs;
mod decide_people;
mod decide_reminders;
mod decide_reopen;
mod decide_repeat;
mod decide_repeat_clock;
mod decide_schedule;
mod decide_sequence;
mod decide_skip_and_exit;
mod decide_some_of;
mod decide_stages;
mod decide_successor;
mod decide_timers;
mod decide_waits;
mod decide_withdraw;
mod definition_check;
mod definition_check_outside;
mod definition_check_people;
mod definition_check_plans;
mod golden_children;
mod golden_events;
mod golden_people;
mod golden_plans;
mod golden_rejections;
mod properties;
mod properties_outside;
mod properties_people;
mod properties_plans;
mod why_and_work;
