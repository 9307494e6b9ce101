//! Everything declared in templates/, as types, checked when loaded.
