//! 发文字号: 机关代字, year and running number, such as 示纪发〔2014〕12号 (GB/T 9704-2012 7.2.5).

/// The number as printed. A draft has none yet: the place for it stays open (FORMS.md 8.1).
pub fn document_number(prefix: &str, year: i16, number: Option<u32>) -> String {
    match number {
        Some(number) => format!("{prefix}〔{year}〕{number}号"),
        None => format!("{prefix}〔{year}〕  号"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_leaves_the_place_of_its_number_open() {
        assert_eq!(document_number("示纪发", 2014, Some(12)), "示纪发〔2014〕12号");
        assert_eq!(document_number("示纪发", 2014, None), "示纪发〔2014〕  号");
    }
}
