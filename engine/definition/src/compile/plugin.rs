//! Checking plugins, parameters, data and measures against the catalog.

use std::collections::BTreeMap;

use alongside_core::ids::{DataId, MeasureId, PluginId};
use alongside_core::plugin::{ParameterDescription, World};
use alongside_core::value::Value;

use crate::codes;
use crate::diagnostics::Problem;
use crate::raw::{Kind, RawStep};
use crate::scope::Scope;
use crate::sink::At;
use crate::words::listed;

/// Finds the plugin of every step; reports those that are not there.
pub(super) fn find_all(scope: &mut Scope<'_>) {
    let found = scope.raw.steps.iter().enumerate().map(|(index, step)| {
        let world = match step.kind? {
            Kind::Score => World::ScoringRule,
            Kind::Recommend => World::InterventionStrategy,
            _ => return None,
        };
        let asked = step.plugin.as_ref()?;
        let record = scope.catalog.plugin(&asked.value.id, world, &asked.value.version);
        if record.is_none() && index < scope.own {
            report_missing(step, world, scope);
        }
        record.map(|record| &record.description)
    });
    scope.plugins = found.collect();
}

fn report_missing(step: &RawStep, world: World, scope: &Scope<'_>) {
    let Some(asked) = &step.plugin else { return };
    let id = &asked.value.id;
    let versions: Vec<_> = scope
        .catalog
        .versions(id)
        .map(|record| &record.description)
        .collect();
    let (code, message, help) = if versions.is_empty() {
        let fitting = || scope.catalog.plugin_ids(world).into_iter().map(PluginId::as_str);
        let message = format!("there is no plugin called `{id}`");
        let named = At::new(id, asked.span.clone());
        scope.report_unknown(codes::UNKNOWN_PLUGIN, message, &named, fitting());
        return;
    } else if versions.iter().all(|plugin| plugin.world != world) {
        let found = versions.first().map_or("", |plugin| plugin.world.as_str());
        let message = format!(
            "`{id}` is of the world `{found}`, and {} needs `{}`",
            step.name(),
            world.as_str()
        );
        let fitting = listed(scope.catalog.plugin_ids(world).into_iter().map(PluginId::as_str));
        let help = if fitting.is_empty() {
            "no plugin of that world is installed".to_owned()
        } else {
            format!("the plugins of that world are {fitting}")
        };
        (codes::PLUGIN_WORLD, message, help)
    } else {
        let there: Vec<String> = versions.iter().map(|plugin| plugin.version.to_string()).collect();
        let message = format!("no version of `{id}` fits `{}`", asked.value.version);
        (
            codes::PLUGIN_VERSION,
            message,
            format!("there is {}", listed(there.iter().map(String::as_str))),
        )
    };
    scope.sink.push(
        Problem::error(code, message)
            .at(asked.span.clone(), "")
            .help(help),
    );
}

/// Checks a step's parameters against its plugin's description, where that is there.
pub(super) fn parameters(index: usize, step: &RawStep, scope: &Scope<'_>) -> BTreeMap<String, Value> {
    let given = step
        .with
        .as_ref()
        .map(|with| with.value.as_slice())
        .unwrap_or_default();
    if let Some(plugin) = scope.plugins[index] {
        for (name, value) in given {
            match plugin
                .parameters
                .iter()
                .find(|parameter| parameter.name == name.value)
            {
                Some(parameter) => check_parameter(parameter, value, scope),
                None => {
                    let message = format!("plugin `{}` has no parameter called `{}`", plugin.id, name.value);
                    let names = plugin.parameters.iter().map(|parameter| parameter.name.as_str());
                    scope.report_unknown(codes::UNKNOWN_PARAMETER, message, name, names);
                }
            }
        }
        let missing = plugin
            .parameters
            .iter()
            .filter(|parameter| parameter.required && parameter.default.is_none());
        for parameter in
            missing.filter(|parameter| !given.iter().any(|(name, _)| name.value == parameter.name))
        {
            let message = format!("plugin `{}` needs the parameter `{}`", plugin.id, parameter.name);
            let span = step.with.as_ref().map(|with| with.span.clone());
            let span = span.or_else(|| step.plugin.as_ref().map(|plugin| plugin.span.clone()));
            let problem = Problem::error(codes::MISSING_PARAMETER, message)
                .at(span.unwrap_or_else(|| step.span.clone()), "");
            scope.sink.push(problem.help(format!(
                "add `{} = ...` to `with`: {}",
                parameter.name, parameter.title
            )));
        }
    }
    given
        .iter()
        .map(|(name, value)| (name.value.clone(), value.value.clone()))
        .collect()
}

fn check_parameter(parameter: &ParameterDescription, value: &At<Value>, scope: &Scope<'_>) {
    if value.value.kind() != parameter.kind {
        let message = format!(
            "parameter `{}` is of type `{}`, not `{}`",
            parameter.name,
            parameter.kind,
            value.value.kind()
        );
        let problem = Problem::error(codes::PARAMETER_TYPE, message).at(value.span.clone(), "");
        scope.sink.push(problem.help(parameter.title.clone()));
        return;
    }
    if let Value::Number(number) = &value.value
        && let Some(bounds) = parameter.out_of_bounds(*number)
    {
        let message = format!("parameter `{}` cannot be {number}: {bounds}", parameter.name);
        let problem = Problem::error(codes::PARAMETER_VALUE, message).at(value.span.clone(), "");
        scope.sink.push(problem.help(parameter.title.clone()));
    }
    if parameter.allowed.is_empty() {
        return;
    }
    let given = match &value.value {
        Value::Texts(texts) => texts.clone(),
        one => vec![one.to_string()],
    };
    for refused in given.iter().filter(|given| !parameter.allowed.contains(given)) {
        let message = format!("parameter `{}` cannot be `{refused}`", parameter.name);
        let named = At::new(refused, value.span.clone());
        scope.report_unknown(
            codes::PARAMETER_VALUE,
            message,
            &named,
            parameter.allowed.iter().map(String::as_str),
        );
    }
}

/// Checks the data slot of a score step.
pub(super) fn data(slot: &At<DataId>, scope: &Scope<'_>) -> Option<DataId> {
    if scope.raw.data.contains_key(&slot.value) {
        return Some(slot.value.clone());
    }
    let message = format!("there is no data slot called `{}`", slot.value);
    scope.report_unknown(
        codes::UNKNOWN_DATA,
        message,
        slot,
        scope.raw.data.keys().map(DataId::as_str),
    );
    None
}

/// Checks the measure of a score step, and that its data slot's kind of dataset holds it.
pub(super) fn measure(
    measure: &At<MeasureId>,
    slot: Option<&At<DataId>>,
    scope: &Scope<'_>,
) -> Option<MeasureId> {
    let Some(entry) = scope.catalog.measures.get(&measure.value) else {
        let message = format!("there is no measure called `{}`", measure.value);
        scope.report_unknown(
            codes::UNKNOWN_MEASURE,
            message,
            measure,
            scope.catalog.measures.keys().map(MeasureId::as_str),
        );
        return None;
    };
    let kind = slot
        .and_then(|slot| scope.raw.data.get(&slot.value))
        .and_then(|data| data.kind.as_ref());
    if let Some(kind) = kind.filter(|kind| {
        scope.catalog.data_kinds.contains(&kind.value) && !entry.data_kinds.contains(&kind.value)
    }) {
        let message = format!(
            "data of kind `{}` holds no measure `{}`",
            kind.value, measure.value
        );
        let kinds = listed(entry.data_kinds.iter().map(|kind| kind.as_str()));
        let problem = Problem::error(codes::MEASURE_NOT_IN_DATA, message).at(measure.span.clone(), "");
        scope.sink.push(
            problem
                .at(kind.span.clone(), "the kind of its data")
                .help(format!("it is held by data of kind {kinds}")),
        );
        return None;
    }
    Some(measure.value.clone())
}
