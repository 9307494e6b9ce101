use super::*;

fn style() -> HouseStyle {
    toml::from_str(include_str!("../../../../templates/notices/layout/house.toml")).unwrap()
}

fn set(title: &str) -> String {
    break_title(title, &style(), 20).join("|")
}

#[test]
fn a_short_title_stays_on_one_line() {
    assert_eq!(set("关于报送典型案例的通知"), "关于报送典型案例的通知");
}

#[test]
fn long_titles_are_balanced_and_keep_their_words() {
    let titles = [
        (
            "关于2014年第三季度全省党风廉政建设责任追究情况的通报",
            "关于2014年第三季度全省|党风廉政建设责任追究情况的通报",
        ),
        ("关于5起党风廉政建设责任追究典型案例的通报", "关于5起党风廉政建设|责任追究典型案例的通报"),
        (
            "关于退回修改《2014年第三季度党风廉政建设责任追究情况季报表》的通知",
            "关于退回修改《2014年第三季度|党风廉政建设责任追究情况季报表》的通知",
        ),
    ];
    for (title, lines) in titles {
        assert_eq!(set(title), lines);
    }
}

#[test]
fn no_line_begins_with_closing_or_ends_with_opening_punctuation() {
    let title = "中共示例省纪律检查委员会关于退回修改《示例市2014年度党风廉政建设主体责任监督责任双报告及附表》的通知";
    for widest in 8..30 {
        let lines = break_title(title, &style(), widest);
        assert_eq!(lines.concat(), title);
        for line in &lines {
            assert!(!CLOSING.contains(line.chars().next().unwrap()), "{lines:?}");
            assert!(!OPENING.contains(line.chars().last().unwrap()), "{lines:?}");
            assert!(!line.ends_with("关于") && !line.ends_with('关'), "{lines:?}");
        }
    }
}
