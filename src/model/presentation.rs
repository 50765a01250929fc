//! What people may change about the reports without a line of code: order, length and wording.

use super::{
    layout::{ExecutiveSection, Layout, SponsorSection},
    sentences::Sentences,
};
use serde::Serialize;

/// How the reports are put together and worded.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Presentation {
    /// Pages of the executives' PDF.
    pub executive: Layout<ExecutiveSection>,
    /// Parts of a sponsor's PDF.
    pub sponsor: Layout<SponsorSection>,
    /// Titles and commentary.
    pub sentences: Sentences,
}
