//! The catalogue: figures 11 to 13 of the source as data, with what its text says of each strategy.
//!
//! Nothing here goes beyond the source: a cost or a measure stands only where the text names one. Figure 15 repeats
//! the same strategies for partner schools; figure 10 is the model of three tiers that they fill.

use alongside_plugin::Tier;

/// The document.
pub(crate) const DOCUMENT: &str = "System leadership: does school-to-school support close the gap?";

/// One strategy of the catalogue.
pub(crate) struct Strategy {
    /// Its id, the same for ever.
    pub(crate) id: &'static str,
    /// The words of the figure.
    pub(crate) title: &'static str,
    pub(crate) tier: Tier,
    /// The figure it stands in.
    pub(crate) figure: u8,
    /// The page on which the figure's section begins.
    pub(crate) page: u8,
    /// What schools said of it.
    pub(crate) said: Option<&'static str>,
    /// What it asks of the school, where the text says so.
    pub(crate) cost: Option<&'static str>,
    /// How its effect can be seen, where the text says so.
    pub(crate) measure: Option<&'static str>,
    /// Whether it is one of those that can end up serving pupils near a threshold at the expense of others.
    pub(crate) borderline: bool,
}

const fn strategy(tier: Tier, figure: u8, page: u8, id: &'static str, title: &'static str) -> Strategy {
    Strategy {
        id,
        title,
        tier,
        figure,
        page,
        said: None,
        cost: None,
        measure: None,
        borderline: false,
    }
}

/// A strategy for the whole school.
const fn whole(id: &'static str, title: &'static str) -> Strategy {
    strategy(Tier::WholeSchool, 11, 28, id, title)
}

/// A strategy for underperforming pupils.
const fn under(id: &'static str, title: &'static str) -> Strategy {
    strategy(Tier::Underperforming, 12, 30, id, title)
}

/// A strategy for disadvantaged pupils.
const fn disadvantaged(id: &'static str, title: &'static str) -> Strategy {
    strategy(Tier::Disadvantaged, 13, 35, id, title)
}

/// Every strategy, by tier, in the order of the figures.
pub(crate) const CATALOGUE: &[Strategy] = &[
    Strategy {
        said: Some(
            "for a number of leaders consistent teaching was more important than everything else (page 28)",
        ),
        measure: Some("lesson observations and scrutiny of lesson plans and marking"),
        ..whole(
            "high-quality-teaching",
            "High-quality teaching and learning, consistent across the school, supported by strong professional \
             development, observation, moderation and coaching",
        )
    },
    Strategy {
        said: Some(
            "courses that are right for each pupil, whatever the background, without reinforcing failure",
        ),
        ..whole(
            "engaging-curriculum",
            "Engaging and relevant curriculum, personalised to pupil needs",
        )
    },
    Strategy {
        said: Some("the cycle of tracking, intervention and evaluation was called core business"),
        cost: Some(
            "one primary leader cleared two days every six weeks to review all pupils with their teachers",
        ),
        measure: Some("reviews, usually half-termly, of the pupils who do not make the progress expected"),
        ..whole(
            "pupil-tracking",
            "Pupil-level tracking, assessment and monitoring",
        )
    },
    whole("assessment-for-learning", "Quality assessment for learning"),
    Strategy {
        said: Some("consistent rewards and praise address low confidence in one's own abilities"),
        ..whole(
            "reward-behaviour-attendance",
            "Effective reward, behaviour and attendance policies",
        )
    },
    whole("learning-environment", "High-quality learning environment"),
    Strategy {
        said: Some("high expectations counter the cap often placed on pupils because of their backgrounds"),
        ..whole(
            "inclusive-culture",
            "Inclusive and positive school culture, underpinned by values and moral purpose that all pupils will \
             achieve",
        )
    },
    Strategy {
        said: Some("the ambition of the senior team was crucial in affirming that all pupils could achieve"),
        ..whole(
            "ambitious-leadership",
            "Effective senior leadership team with ambition, vision and high expectations of staff and pupils",
        )
    },
    Strategy {
        said: Some("intervene as early as possible, so that pupils catch up before they fall too far behind"),
        cost: Some(
            "additional time of teaching assistants for small groups (challenges and barriers); no sum is given",
        ),
        measure: Some("progress of the pupils in the groups against expectations, each half-term"),
        borderline: true,
        ..under(
            "early-intervention",
            "Early intervention and targeted learning interventions",
        )
    },
    Strategy {
        said: Some("one leader restructured the first hour of the day to allow for more of it"),
        cost: Some("additional time, such as a class teacher's (challenges and barriers); no sum is given"),
        borderline: true,
        ..under(
            "one-to-one-support",
            "One-to-one support and other catch-up provision",
        )
    },
    Strategy {
        said: Some(
            "provision maps showed who received what, and let resources go to what had the greatest impact",
        ),
        measure: Some("a provision map with targets, reviewed against progress"),
        ..under(
            "intervention-evaluation",
            "Rigorous monitoring and evaluation of the impact of targeted interventions",
        )
    },
    Strategy {
        said: Some("clubs reach pupils who arrive without breakfast or have no space to work at home"),
        ..under(
            "extended-services",
            "Extended services (such as breakfast and after-school clubs, homework and study support) and multi-agency \
             support",
        )
    },
    Strategy {
        said: Some("engage families as early as possible, and do not assume that all of them need support"),
        ..under(
            "parental-engagement",
            "Targeted parental engagement, including raising aspirations and developing parenting skills",
        )
    },
    Strategy {
        said: Some("a pastoral team took tasks from class teachers and gave them time for teaching"),
        ..under(
            "pastoral-support",
            "In-school dedicated pastoral and wellbeing support and outreach",
        )
    },
    Strategy {
        said: Some("confidence was developed through music, performing, leadership programmes and mentoring"),
        ..under(
            "pupil-voice",
            "Developing confidence and self-esteem through pupil voice, empowering student mentors through sport, \
             music or other programmes",
        )
    },
    Strategy {
        said: Some(
            "most schools with this focus began with an analysis of where the gaps were (case study 3)",
        ),
        cost: Some("targeted funding; the document names the pupil premium and gives no sum"),
        measure: Some(
            "gaps in attainment, progress, attendance and participation between eligible and other pupils",
        ),
        ..disadvantaged(
            "targeted-funding",
            "Explicit school-level strategy to identify and support eligible pupils through targeted funding",
        )
    },
    Strategy {
        said: Some("family learning increased attendance and engagement (case study 4)"),
        cost: Some("in case study 4 the school funded sessions and visits for 40 families; no sum is given"),
        measure: Some("attendance and engagement of the families invited"),
        ..disadvantaged(
            "targeted-extended-services",
            "Incentives and targeting of extended services and parental support",
        )
    },
    Strategy {
        said: Some("loans of equipment and books, subsidised trips, cheaper music lessons (case study 3)"),
        ..disadvantaged(
            "subsidised-trips",
            "Subsidising school trips and other learning resources",
        )
    },
    disadvantaged("residential-camps", "Additional residential and summer camps"),
    Strategy {
        said: Some(
            "a secondary school worked with its feeder primaries on the gap that pupils arrive with (case study 3)",
        ),
        cost: Some("in case study 3, two additional teachers shared with three feeder primary schools"),
        measure: Some("the gap on entry to the next stage"),
        ..disadvantaged(
            "transition-support",
            "Interventions to manage key transitions between stages or between schools",
        )
    },
    Strategy {
        said: Some(
            "one school put the task into the job description of an assistant principal (page 35 onwards)",
        ),
        ..disadvantaged(
            "leadership-champion",
            "Dedicated senior leadership champion, or lead worker to co-ordinate the support programme",
        )
    },
];

impl Strategy {
    /// The place in the document.
    pub(crate) fn source(&self) -> String {
        format!(
            "{DOCUMENT} Figure {} (also figure 15), section from page {}",
            self.figure, self.page
        )
    }

    /// How its effect can be seen: what the text says of the strategy, or else what figure 14 says of its tier.
    pub(crate) fn measure(&self) -> String {
        let of_tier = match self.tier {
            Tier::WholeSchool => "the share of all pupils who reach the key thresholds (figure 14)",
            Tier::Underperforming => {
                "the share of pupils who make at least the progress expected (figure 14)"
            }
            Tier::Disadvantaged => "faster progress of the eligible pupils than of their peers (figure 14)",
        };
        self.measure.unwrap_or(of_tier).to_owned()
    }
}
