//! The built program, run in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder in which the program is run; it goes when this goes.
pub struct Program {
    folder: tempfile::TempDir,
    locale: &'static str,
}

/// What a call of the program came to.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Program {
    /// A new folder; the terminal speaks Chinese.
    pub fn new() -> Program {
        Program { folder: tempfile::tempdir().expect("there is room for temporary files"), locale: "C.UTF-8" }
    }

    /// The terminal speaks the language of a locale.
    pub fn with_locale(self, locale: &'static str) -> Program {
        Program { locale, ..self }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Calls the program.
    pub fn call(&self, arguments: &[&str]) -> Outcome {
        let output = Command::new(env!("CARGO_BIN_EXE_liangze"))
            .args(arguments)
            .current_dir(self.folder())
            .env_clear()
            .env("LANG", self.locale)
            .output()
            .expect("the program was built");
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8");
        Outcome {
            code: output.status.code().unwrap_or(-1),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }
}

/// A path within the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
