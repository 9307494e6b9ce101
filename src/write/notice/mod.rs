//! Official notices (公文, GB/T 9704-2012): the typesetter sets a declared notice into a Word template, the filler
//! fills any Word template with facts. Who receives what, and when, is decided on the floors above.

mod body;
mod fault;
mod filters;
mod head;
mod heal;
mod lint;
mod measure;
mod mention;
mod number;
mod outline;
mod phrase;
mod press;
mod problem;
mod strip;
mod tag;
mod template;
mod title;
mod typeset;
mod unfilled;
pub(super) mod xml;

pub use fault::{Fault, Wrong};
pub use lint::lint_template;
pub use number::document_number;
pub use phrase::Phrase;
pub use press::{Press, Printed, Sheet, rehearse};
pub use problem::FillProblem;
pub(super) use problem::refused;
pub use template::Template;
pub use typeset::Typesetter;
