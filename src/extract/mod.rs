//! A paper to typed submissions, with the place of every value.
