//! Tables and facts to the bytes of workbooks and notices.

pub mod notice;
