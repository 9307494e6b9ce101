//! How much of two long texts is the same, and a small sketch by which texts that may be alike are found.

use super::text::is_blank;

/// The runs of three visible characters of a text, each packed into a number, sorted, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shingles(Vec<u64>);

impl Shingles {
    /// The runs of a text.
    pub fn of(text: &str) -> Shingles {
        const RUN: u64 = (1 << 63) - 1;
        let mut run = 0;
        let visible = text.chars().filter(|character| !is_blank(*character)).enumerate();
        let runs = visible.filter_map(|(index, character)| {
            // A character has 21 bits at most: three fill 63.
            run = (run << 21 | u64::from(u32::from(character))) & RUN;
            (index >= 2).then_some(run)
        });
        let mut runs: Vec<u64> = runs.collect();
        runs.sort_unstable();
        runs.dedup();
        Shingles(runs)
    }

    /// True for a text below three characters.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Twice the runs that two texts share, and the runs of each together: the parts of Dice's coefficient.
    pub fn shared(&self, other: &Shingles) -> (usize, usize) {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut shared = 0;
        while let (Some(one), Some(another)) = (left.peek(), right.peek()) {
            let order = one.cmp(another);
            shared += usize::from(order.is_eq());
            if order.is_le() {
                left.next();
            }
            if order.is_ge() {
                right.next();
            }
        }
        (2 * shared, self.0.len() + other.0.len())
    }

    /// The sketch of the text; none of a text below three characters.
    pub fn sketch(&self) -> Option<Sketch> {
        if self.is_empty() {
            return None;
        }
        let mut least = [u32::MAX; Sketch::SIZE];
        for run in &self.0 {
            let mut state = *run;
            for least in &mut least {
                *least = (*least).min(next(&mut state));
            }
        }
        Some(Sketch(least))
    }
}

/// One step of splitmix64: a fixed sequence of hashes that begins with a run.
fn next(state: &mut u64) -> u32 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    u32::try_from((mixed ^ (mixed >> 31)) >> 32).expect("half of 64 bits")
}

/// The least hashes of a text's runs: of two texts about as many agree as they share runs (Jaccard's coefficient).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch([u32; Sketch::SIZE]);

impl Sketch {
    /// How many hashes it holds.
    pub const SIZE: usize = 64;

    /// How many hashes of two sketches agree.
    pub fn agreeing(&self, other: &Sketch) -> usize {
        self.0.iter().zip(&other.0).filter(|(left, right)| left == right).count()
    }

    /// As it is stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|least| least.to_le_bytes()).collect()
    }

    /// From what was stored; none if it is not one.
    pub fn of_bytes(bytes: &[u8]) -> Option<Sketch> {
        let mut least = [0; Sketch::SIZE];
        if bytes.len() != Sketch::SIZE * 4 {
            return None;
        }
        for (least, bytes) in least.iter_mut().zip(bytes.chunks_exact(4)) {
            *least = u32::from_le_bytes(bytes.try_into().ok()?);
        }
        Some(Sketch(least))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(from: u32, to: u32) -> String {
        (from..to).filter_map(|number| char::from_u32(0x4e00 + number)).collect()
    }

    #[test]
    fn sketches_agree_about_as_often_as_texts_share_runs() {
        let sketch = |text: &str| Shingles::of(text).sketch().unwrap();
        let whole = sketch(&text(0, 2000));
        assert_eq!(whole.agreeing(&sketch(&text(0, 2000))), Sketch::SIZE);
        assert_eq!(whole.agreeing(&sketch(&text(3000, 5000))), 0);
        // Half of each is shared: a third of all runs, of 64 hashes about 21.
        let half = whole.agreeing(&sketch(&text(1000, 3000)));
        assert!((11..=32).contains(&half), "{half}");
    }

    #[test]
    fn a_sketch_is_stored_and_read_back_and_a_short_text_has_none() {
        let sketch = Shingles::of("坚持标本兼治").sketch().unwrap();
        assert_eq!(Sketch::of_bytes(&sketch.to_bytes()), Some(sketch));
        assert_eq!(Sketch::of_bytes(b"x"), None);
        assert_eq!(Shingles::of("甲 乙").sketch(), None);
    }
}
