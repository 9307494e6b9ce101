//! Calls of the program of which each is disturbed at all its points, and the office that each finds.

use crate::layer::{call, call_on, program};
use crate::state::{copied, files, shown};
use crate::support::program::repository;
use crate::support::samples::Tree;
use std::fs;
use std::io::{Cursor, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A call in the life of an office.
#[derive(Debug)]
pub struct Scene {
    /// What it does.
    pub name: &'static str,
    /// Its arguments; OFFICE and EXPORT stand for the folders.
    arguments: Vec<String>,
    /// What makes up for a call that was disturbed; the call itself, if there is nothing else.
    again: Vec<Vec<String>>,
    /// A copy of the folder as the call finds it.
    pub found: PathBuf,
    /// All files that it finds, and all that it leaves in peace.
    pub before: Tree,
    pub after: Tree,
    /// What is shown when it and what makes up for it were not disturbed.
    pub settled: Tree,
    /// True if it does one thing after the other, so that files may be seen as they are in between.
    pub in_steps: bool,
    /// How it ends in peace.
    pub code: i32,
    /// The names of the points that it passes in peace.
    pub points: Vec<String>,
}

impl Scene {
    /// The arguments of the call in a folder.
    pub fn arguments(&self, root: &Path) -> Vec<String> {
        placed(&self.arguments, root)
    }

    /// Does what makes up for a disturbed call; all of it must end well.
    pub fn make_up(&self, root: &Path) {
        for arguments in &self.again {
            let ended = quietly(root, arguments);
            let refused = arguments[0] != "run" && ended.code == Some(2);
            let well = refused || ended.code.is_some_and(|code| [0, 3, 4].contains(&code));
            assert!(well, "{arguments:?} ended with {:?}: {}", ended.code, ended.said);
        }
    }
}

fn placed(arguments: &[String], root: &Path) -> Vec<String> {
    let place = |argument: &String| match argument.as_str() {
        "OFFICE" | "EXPORT" => root.join(argument).display().to_string(),
        other => other.to_owned(),
    };
    arguments.iter().map(place).collect()
}

fn quietly(root: &Path, arguments: &[String]) -> crate::layer::Ended {
    let errors = PathBuf::from(format!("{}.said", root.display()));
    call(program(&placed(arguments, root)), &errors)
}

/// A folder for temporary files, in memory where there is one: thousands of runs sync everything they write.
pub fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.or_else(|_| tempfile::tempdir()).unwrap()
}

/// All scenes; made once.
pub fn scenes() -> &'static [Scene] {
    static SCENES: LazyLock<(tempfile::TempDir, Vec<Scene>)> = LazyLock::new(|| {
        let folder = folder();
        let scenes = Stage::new(folder.path()).play();
        (folder, scenes)
    });
    &SCENES.1
}

/// The office as the scenes follow each other.
struct Stage {
    folder: PathBuf,
    scenes: Vec<Scene>,
}

impl Stage {
    fn new(folder: &Path) -> Stage {
        fs::create_dir_all(folder.join("now")).unwrap();
        Stage { folder: folder.to_owned(), scenes: Vec::new() }
    }

    fn now(&self) -> PathBuf {
        self.folder.join("now")
    }

    fn play(mut self) -> Vec<Scene> {
        let registry = repository("samples/registry").display().to_string();
        self.scene("an office is made", &["init", "OFFICE", "--registry", &registry], None);
        // So that files leave the inbox in several parts.
        let settings = self.now().join("OFFICE/liangze.toml");
        let text = fs::read_to_string(&settings).unwrap();
        fs::write(&settings, text.replace("chunk_files = 256", "chunk_files = 4")).unwrap();
        first_drop(&self.now().join("OFFICE/inbox"));
        self.scene("the first run", &["run", "OFFICE", "--as-of", "2014-04-08T09:00"], None);
        self.scene("the first export", &["export", "OFFICE", "--to", "EXPORT"], None);
        second_drop(&self.now().join("OFFICE/inbox"));
        self.scene("a run over corrections", &["run", "OFFICE", "--as-of", "2014-04-18T09:00"], None);
        let run = ["run", "OFFICE", "--as-of", "2014-04-18T10:00"];
        let finding = self.admissible();
        let words = ["--by", "余怀香", "--reason", "经核实，所报数据属实，予以认可"];
        let admit =
            [["override", "OFFICE", &finding].as_slice(), &words, &["--as-of", "2014-04-18T10:00"]].concat();
        self.scene("a finding is admitted", &admit, Some(&[&admit, &run]));
        let approve = ["notice", "approve", "OFFICE", "N09-2014Q1", "N04-2014Q1", "--by", "余怀香"];
        let approve = [approve.as_slice(), &["--as-of", "2014-04-20T09:00"]].concat();
        self.scene("notices are approved", &approve, Some(&[&approve, &run]));
        let void = ["notice", "void", "OFFICE", "N04-2014Q1", "--by", "余怀香", "--reason", "口径有误"];
        let void = [void.as_slice(), &["--as-of", "2014-04-21T09:00"]].concat();
        self.scene("a notice is declared void", &void, Some(&[&void, &run]));
        self.scene("a run on a day of reminders", &["run", "OFFICE", "--as-of", "2014-07-01T09:00"], None);
        self.scene("a later export", &["export", "OFFICE", "--to", "EXPORT"], None);
        self.scenes
    }

    /// A finding that holds a return back and that an officer may admit.
    fn admissible(&self) -> String {
        let table = fs::read(self.now().join("OFFICE/outbox/2014Q1/data/findings.csv")).unwrap();
        let rows = crate::support::samples::rows(&table);
        let column = |name: &str| rows[0].iter().position(|column| column == name).unwrap();
        let (id, severity, state) = (column("finding_id"), column("severity"), column("state"));
        let open = rows[1..].iter().find(|row| row[severity] == "E" && row[state] == "open");
        open.expect("something can be admitted")[id].clone()
    }

    /// Plays a call in peace, and keeps what it found and what it left.
    fn scene(&mut self, name: &'static str, arguments: &[&str], again: Option<&[&[&str]]>) {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let number = self.scenes.len();
        let found = self.folder.join(format!("found-{number}"));
        copied(&self.now(), &found);
        let arguments = owned(arguments);
        let again =
            again.map_or_else(|| vec![arguments.clone()], |all| all.iter().map(|one| owned(one)).collect());
        let (ended, points) = call_on(&self.now(), &placed(&arguments, &self.now()), None);
        let code = ended.code.unwrap();
        assert!([0, 3, 4].contains(&code), "{name}: {}", ended.said);
        let settled = self.folder.join("settled");
        copied(&self.now(), &settled);
        let mut scene = Scene {
            name,
            arguments,
            again,
            before: files(&found),
            after: files(&self.now()),
            settled: Tree::new(),
            found,
            in_steps: name == "notices are approved",
            code,
            points,
        };
        scene.make_up(&settled);
        scene.settled = shown(&settled);
        fs::remove_dir_all(&settled).unwrap();
        self.scenes.push(scene);
    }
}

/// A few returns of a quarter: one of which a correction follows, one that is sent back, one sent twice, an archive, a
/// picture, a scan beside its return, what an open program left, a case, and the list of the times of receipt.
fn first_drop(inbox: &Path) {
    let batch = repository("samples/batches/01-2014-04-08T0900/inbox");
    let names = [
        "_received.csv",
        "省直/2014Q1驻省环保厅纪检组季报.xlsx",
        "省直/典型案例 省发展改革委培训中心违规聘用人员.docx",
        "汀兰市/2014Q1霜桥区纪委季报.xlsx",
        "汀兰市/2014Q1霜桥区纪委季报 - 副本.xlsx",
        "汀兰市/2014年第一季度季报表-野渡乡（最终版）.xlsx",
        "汀兰市/汀兰市纪委2014年第一季度季报盖章扫描件.pdf",
        "汀兰市/~$汀兰市纪委季报.xlsx",
        "朝晖市/2014年第一季度季报表-槐安县（最终版）.xlsx",
        "朝晖市/蚁丘乡2014年第一季度季报.png",
        "望舒州/2014年一季度全州季报汇总.zip",
    ];
    for name in names {
        dropped(&batch.join(name), &inbox.join(name));
    }
}

/// Corrections, a file with a secret mark, an archive with a damaged member, the bytes of a return once more, a link.
fn second_drop(inbox: &Path) {
    let batch = repository("samples/batches/02-2014-04-18T0900/inbox");
    copied(&batch, inbox);
    let secret = repository(
        "samples/batches/05-2014-10-13T0900/inbox/省直/2014年三季度季报表-省工信厅（最终版）.xlsx",
    );
    dropped(&secret, &inbox.join("省直/季报.xlsx"));
    let known = repository("samples/batches/01-2014-04-08T0900/inbox/汀兰市/2014Q1霜桥区纪委季报.xlsx");
    dropped(&known, &inbox.join("汀兰市/再报.xlsx"));
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let sent = repository(
        "samples/batches/01-2014-04-08T0900/inbox/省直/2014年第一季度季报表-省科技厅（最终版）.xlsx",
    );
    let whole = fs::read(sent).unwrap();
    for (name, bytes) in [("科技厅.xlsx", whole.as_slice()), ("县/季报.xlsx", &whole[..whole.len() / 2])]
    {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    fs::write(inbox.join("省直/补报.zip"), archive.finish().unwrap().into_inner()).unwrap();
    symlink("/", inbox.join("省直/链接")).unwrap();
}

fn dropped(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::copy(from, to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
}
