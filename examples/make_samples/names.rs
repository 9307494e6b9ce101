//! Names of people. Nobody of these lives; each name is given once.

use super::dice::Dice;
use std::collections::BTreeSet;

const SURNAMES: &str = "王李张刘黄林罗梁宋董曹彭曾萧田袁蔡蒋余杜叶程丁沈姚卢姜崔钟谭陆汪范石廖贾夏付方熊白孟侯江阎尹易武龙段雷贺龚黎顾庞樊";
const LONG_SURNAMES: [&str; 5] = ["上官", "司徒", "欧阳", "诸葛", "令狐"];
const FIRST: &str = "建国志文春立永卫成世家启雪玉海晓德红秀明长光正继怀景仲伯少广学庆兴树祥维宗树承绍";
const SECOND: &str =
    "华远栋生兰厚斌新峰梅涛康东林霞昌骏琴英平波义松柏云山河川宁泉辉民清源章堂凯贵良才香萍芳珍";
const SINGLE: &str = "伟敏静磊涛斌洋娟勇艳杰娜强鹏丽刚健燕辉玲芬亮超";
const WITH_DOT: [&str; 4] = ["阿古·日哈", "木乃·约布", "才让·东珠", "帕夏·古丽"];

/// The names already given.
#[derive(Default)]
pub struct Names {
    given: BTreeSet<String>,
}

impl Names {
    /// A name that nobody has yet: mostly of three characters, now and then with a surname of two or with a dot.
    pub fn next(&mut self, dice: &mut Dice) -> String {
        loop {
            let name = invented(dice);
            if self.given.insert(name.clone()) {
                return name;
            }
        }
    }
}

fn invented(dice: &mut Dice) -> String {
    let letter = |dice: &mut Dice, stock: &str| {
        let letters: Vec<char> = stock.chars().collect();
        *dice.pick(&letters)
    };
    if dice.chance(1) {
        return (*dice.pick(&WITH_DOT)).to_owned();
    }
    let mut name = match dice.chance(3) {
        true => (*dice.pick(&LONG_SURNAMES)).to_owned(),
        false => letter(dice, SURNAMES).to_string(),
    };
    if dice.chance(22) {
        name.push(letter(dice, SINGLE));
    } else {
        name.push(letter(dice, FIRST));
        name.push(letter(dice, SECOND));
    }
    name
}
