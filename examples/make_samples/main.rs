//! Makes the project's own samples: `cargo run --release --example make_samples -- samples`.
//!
//! The same command gives the same bytes on every machine. The folder is written anew: what it held before goes.

mod actions;
mod annual;
mod annual_faults;
mod annual_post;
mod archive;
mod cases;
mod detail;
mod dice;
mod extra_post;
mod figures;
mod form;
mod indicators;
mod leaders;
mod manner;
mod mess;
mod names;
mod picture;
mod places;
mod post;
mod proof;
mod prose_discipline;
mod prose_party;
mod quarter_faults;
mod quarter_post;
mod quarterly;
mod readme;
mod registry;
mod reports;
mod schema_order;
mod schemes;
mod sheet;
mod typical;
mod typical_faults;
mod word;
mod workbook;
mod workdays;
mod world;

use liangze::model::Period;
use std::collections::BTreeMap;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("say into which folder, for instance: samples")?;
    let folder = Path::new(&folder);
    if folder.join("batches").exists() {
        std::fs::remove_dir_all(folder)?;
    }
    let files = files();
    for (path, bytes) in &files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().ok_or("a file has a folder")?)?;
        std::fs::write(path, bytes)?;
    }
    println!("{} files, {} bytes", files.len(), files.values().map(Vec::len).sum::<usize>());
    Ok(())
}

/// All files of `samples/` by path.
pub fn files() -> BTreeMap<String, Vec<u8>> {
    let mut world = world::World::build();
    let filers = cases::filers(&world);
    let quarter = |(year, number)| Period::quarter(year, number).expect("a quarter");
    let quarters = [(2014, 1), (2014, 2), (2014, 3), (2014, 4), (2015, 1)].map(quarter);
    let cases = cases::of_all(&mut world, &filers, &quarters);
    let desk = quarter_post::Desk { world: &world, filers: &filers, cases: &cases, quarters: &quarters };
    proof::of_model(&desk);
    let mut post = post::Post::default();
    quarter_post::send(&desk, &mut post);
    annual_post::send(&desk, &mut post);
    extra_post::send(&desk, &mut post);
    post.sent.sort_by(|left, right| (left.batch, &left.path).cmp(&(right.batch, &right.path)));
    proof::of_post(&post);
    let mut files = BTreeMap::from([
        ("README.md".to_owned(), readme::introduction(&post)),
        ("registry/units.csv".to_owned(), registry::units(&world)),
        ("registry/leaders.csv".to_owned(), registry::leaders(&world)),
        ("registry/holidays.csv".to_owned(), registry::holidays()),
        ("expected/findings.csv".to_owned(), readme::findings(&post)),
        ("expected/status.csv".to_owned(), readme::status(&post)),
    ]);
    for (batch, clock) in post::BATCHES.iter().enumerate() {
        let folder = post::Post::folder(batch);
        files.insert(format!("{folder}/as_of.txt"), format!("{clock}\n").into_bytes());
        files.insert(format!("{folder}/inbox/_received.csv"), readme::received(&post, batch));
    }
    for sent in post.sent {
        files.insert(format!("{}/inbox/{}", post::Post::folder(sent.batch), sent.path), sent.bytes);
    }
    files
}
