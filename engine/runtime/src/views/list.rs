//! Lists: all engagements, and all that somebody must do next.

use alongside_core::ids::{EngagementId, PersonId, RoleId};
use alongside_core::work::WorkItem;
use alongside_store::{Head, StreamId};
use serde::Serialize;

use super::filter::Filter;
use crate::commit::stream;
use crate::error::RuntimeError;
use crate::inner::Inner;
use crate::runtime::Runtime;
use crate::summary::Summary;

/// How many summaries are read in one go.
const PAGE: usize = 512;

/// An engagement whose log is damaged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Damaged {
    /// The engagement.
    pub engagement: String,
    /// The first event that is missing or wrong.
    pub sequence: u64,
    /// What was found.
    pub reason: String,
}

/// Every engagement of the workspace.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Listing {
    /// The engagements, in order of name.
    pub engagements: Vec<Summary>,
    /// Those whose log is damaged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub damaged: Vec<Damaged>,
}

/// Which work to list.
#[derive(Debug, Clone, Default)]
pub struct NextQuery {
    /// Only this engagement.
    pub engagement: Option<EngagementId>,
    /// Only what this role must do.
    pub role: Option<RoleId>,
    /// Only what this person may do.
    pub person: Option<PersonId>,
}

/// Something that somebody must do, and in which engagement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NextItem {
    /// The engagement.
    pub engagement: EngagementId,
    /// Its title.
    pub engagement_title: String,
    /// What is to be done.
    #[serde(flatten)]
    pub item: WorkItem,
}

impl NextItem {
    /// An item of work in its engagement.
    pub fn of(summary: &Summary, item: WorkItem) -> Self {
        Self {
            engagement: summary.id.clone(),
            engagement_title: summary.title.clone(),
            item,
        }
    }
}

impl Runtime {
    /// Lists every engagement; a damaged one stands apart and hides none of the others.
    ///
    /// # Errors
    /// When the list itself cannot be read.
    pub async fn list(&self) -> Result<Listing, RuntimeError> {
        self.run(Inner::listing).await
    }

    /// Lists the engagements that fit a filter; a damaged one is named whatever the filter says.
    ///
    /// # Errors
    /// When the list itself cannot be read.
    pub async fn list_where(&self, filter: Filter) -> Result<Listing, RuntimeError> {
        self.run(move |inner| {
            let today = inner.clock.now().today;
            let mut listing = inner.listing()?;
            listing.engagements.retain(|summary| filter.fits(summary, today));
            Ok(listing)
        })
        .await
    }

    /// Lists what somebody must do: overdue first, then by date.
    ///
    /// # Errors
    /// When the engagement asked for does not exist, or the list cannot be read.
    pub async fn next(&self, query: NextQuery) -> Result<Vec<NextItem>, RuntimeError> {
        self.run(move |inner| inner.next(&query)).await
    }

    /// Finds an engagement by its name, or by the beginning of it where that is enough.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub async fn resolve(&self, name: &str) -> Result<EngagementId, RuntimeError> {
        let name = name.to_owned();
        self.run(move |inner| inner.resolve(&name)).await
    }
}

impl Inner {
    pub(crate) fn listing(&self) -> Result<Listing, RuntimeError> {
        let mut listing = Listing {
            engagements: Vec::new(),
            damaged: Vec::new(),
        };
        let mut cursor: Option<StreamId> = None;
        loop {
            let page = self.store.heads(cursor.as_ref(), PAGE)?;
            for entry in page.entries {
                match entry {
                    Ok(head) if is_engagement(head.stream.as_str()) => match self.summary_of(&head) {
                        Ok(summary) => listing.engagements.push(summary),
                        Err(error) => listing.damaged.push(Damaged {
                            engagement: head.stream.to_string(),
                            sequence: head.last.get(),
                            reason: error.to_string(),
                        }),
                    },
                    Ok(_) => {}
                    Err(damage) => listing.damaged.push(Damaged {
                        engagement: damage.stream.to_string(),
                        sequence: damage.sequence.get(),
                        reason: damage.reason,
                    }),
                }
            }
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(listing),
            }
        }
    }

    /// The summaries of every engagement whose log is whole.
    pub(crate) fn summaries(&self) -> Result<Vec<Summary>, RuntimeError> {
        Ok(self.listing()?.engagements)
    }

    /// The summary that the store has at hand; derived from the log where another release wrote it.
    pub(crate) fn summary_of(&self, head: &Head) -> Result<Summary, RuntimeError> {
        if let Some(summary) = head.bytes.as_deref().and_then(Summary::from_bytes) {
            return Ok(summary);
        }
        let engagement = EngagementId::new(head.stream.as_str())
            .map_err(|error| RuntimeError::input("engagement-name", error.to_string()))?;
        let current = self.current(&engagement)?;
        Summary::derive(&current.definition, &current.state, self.clock.now().today).ok_or_else(|| {
            RuntimeError::Log {
                engagement,
                reason: "it does not begin with an opening".to_owned(),
            }
        })
    }

    pub(crate) fn next(&self, query: &NextQuery) -> Result<Vec<NextItem>, RuntimeError> {
        let today = self.clock.now().today;
        let summaries = match &query.engagement {
            Some(engagement) => match self.store.head(&stream(engagement)?)? {
                Some(head) => vec![self.summary_of(&head)?],
                None => return Err(self.unknown_engagement(engagement.as_str())?),
            },
            None => self.summaries()?,
        };
        let mut items = Vec::new();
        for summary in &summaries {
            for item in summary.work_as_of(today) {
                let role = query
                    .role
                    .as_ref()
                    .is_none_or(|role| item.role.as_ref() == Some(role));
                let person = query
                    .person
                    .as_ref()
                    .is_none_or(|person| item.people.contains(person));
                if role && person {
                    items.push(NextItem::of(summary, item));
                }
            }
        }
        items.sort_by_key(|next| (!next.item.overdue, next.item.due.is_none(), next.item.due));
        Ok(items)
    }

    fn resolve(&self, name: &str) -> Result<EngagementId, RuntimeError> {
        let exact = EngagementId::new(name).ok();
        if let Some(id) = &exact
            && self.store.head(&stream(id)?)?.is_some()
        {
            return Ok(id.clone());
        }
        let all = self.summaries()?;
        let mut found = all.iter().filter(|summary| summary.id.as_str().starts_with(name));
        match (found.next(), found.next()) {
            (Some(only), None) => Ok(only.id.clone()),
            (Some(first), Some(second)) => Err(RuntimeError::input_hint(
                "ambiguous",
                format!("`{name}` could be more than one engagement"),
                format!("such as {} and {}", first.id, second.id),
            )),
            (None, _) => Err(self.unknown_engagement(name)?),
        }
    }

    /// The error for an engagement that does not exist, with what there is.
    pub(crate) fn unknown_engagement(&self, name: &str) -> Result<RuntimeError, RuntimeError> {
        let known: Vec<String> = self
            .summaries()?
            .iter()
            .map(|s| s.id.to_string())
            .take(5)
            .collect();
        let hint = if known.is_empty() {
            "no engagement has been opened yet: see `alongside open --help`".to_owned()
        } else {
            format!("engagements here: {}", known.join(", "))
        };
        Ok(RuntimeError::NotFound {
            what: "engagement",
            name: name.to_owned(),
            hint: Some(hint),
        })
    }
}

/// Whether a stream is an engagement's; the workspace's own begins with an underscore.
fn is_engagement(stream: &str) -> bool {
    !stream.starts_with('_')
}
