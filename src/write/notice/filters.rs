//! What a template may do with a field before it is printed. The words stand in the templates; here is only the
//! arithmetic and the way official documents write numbers and dates (GB/T 15835, GB/T 9704 7.3.5).

use super::problem::{NO_DATE, NO_DAY, NO_NAME, NO_NUMBER, NO_WHOLE_NUMBER, NOBODY};
use crate::catalog::HouseStyle;
use crate::model::Date;
use crate::model::date::chinese_day;
use minijinja::value::{Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind};
use rust_decimal::{Decimal, RoundingStrategy};
use std::sync::Arc;

/// Adds all filters.
pub fn add(environment: &mut Environment<'static>, style: &Arc<HouseStyle>, title_width: usize) {
    environment.add_filter("date_cn", date_cn);
    environment.add_filter("days_until", days_until);
    environment
        .add_filter("number", |value: &Value| decimal(value).map(|number| number.normalize().to_string()));
    environment.add_filter("signed", signed);
    environment
        .add_filter("pct", |value: &Value| decimal(value).map(|number| format!("{:.1}%", one_place(number))));
    environment.add_filter("pct2", |value: &Value| {
        decimal(value).map(|number| format!("{:.2}%", places(number, 2)))
    });
    environment.add_filter("yi_wan", yi_wan);
    environment.add_filter("cn_num", cn_num);
    environment.add_filter("names", |value: &Value| joined(value, "、"));
    environment.add_filter("classes", classes);
    environment.add_filter("change", change);
    environment.add_filter("optional", optional);
    let style = Arc::clone(style);
    environment.add_filter("title_lines", move |value: &Value| title_lines(value, &style, title_width));
}

/// What is wrong with a value: a key among the words.
fn wrong(detail: &'static str) -> Error {
    Error::new(ErrorKind::InvalidOperation, detail)
}

/// The exact number of a value: a JSON number, or a text such as `12.50`.
fn decimal(value: &Value) -> Result<Decimal, Error> {
    let text = match value.kind() {
        ValueKind::Number => value.to_string(),
        ValueKind::String => value.as_str().unwrap_or_default().trim().to_owned(),
        _ => return Err(wrong(NO_NUMBER)),
    };
    text.parse().or_else(|_| Decimal::from_scientific(&text)).map_err(|_| wrong(NO_NUMBER))
}

fn places(number: Decimal, places: u32) -> Decimal {
    number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

fn one_place(number: Decimal) -> Decimal {
    places(number, 1)
}

/// `2014-10-31` as 2014年10月31日, `2014-10` as 2014年10月; `2014-10-31T09:30` keeps the time of day.
fn date_cn(value: &Value) -> Result<String, Error> {
    let text = value.as_str().ok_or_else(|| wrong(NO_DATE))?;
    let (day, time) = match text.split_once(['T', ' ']) {
        Some((day, time)) => (day, time.get(..5).filter(|time| time.as_bytes()[2] == b':')),
        None => (text, None),
    };
    let date: Date = day.parse().map_err(|_| wrong(NO_DATE))?;
    let printed = match date {
        Date::Day(day) => chinese_day(day),
        Date::Month { year, month } => format!("{year}年{month}月"),
        Date::Year(year) => format!("{year}年"),
    };
    Ok(match time {
        Some(time) => format!("{printed}{time}"),
        None => printed,
    })
}

/// The days from one day to another: how long something is overdue.
fn days_until(from: &Value, to: &Value) -> Result<i32, Error> {
    let day = |value: &Value| -> Result<jiff::civil::Date, Error> {
        let text = value.as_str().and_then(|text| text.get(..10)).ok_or_else(|| wrong(NO_DAY))?;
        text.parse().map_err(|_| wrong(NO_DAY))
    };
    let span = day(from)?.until(day(to)?).map_err(|_| wrong(NO_DAY))?;
    Ok(span.get_days())
}

/// A number with its sign; zero has none.
fn signed(value: &Value) -> Result<String, Error> {
    let number = decimal(value)?.normalize();
    Ok(if number > Decimal::ZERO { format!("+{number}") } else { number.to_string() })
}

/// From 10 000 on in 万, from 100 000 000 on in 亿, with one place (FORMS.md 6).
fn yi_wan(value: &Value) -> Result<String, Error> {
    let number = decimal(value)?;
    let unit =
        |power: i64, sign: &str| format!("{}{sign}", one_place(number / Decimal::from(power)).normalize());
    Ok(match number.abs() {
        size if size >= Decimal::from(100_000_000) => unit(100_000_000, "亿"),
        size if size >= Decimal::from(10_000) => unit(10_000, "万"),
        _ => number.normalize().to_string(),
    })
}

/// A whole number from 0 to 9999 in Chinese numerals: 十二, 二十, 一百零五.
fn cn_num(value: &Value) -> Result<String, Error> {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let number = usize::try_from(decimal(value)?.normalize())
        .ok()
        .filter(|number| *number < 10_000)
        .ok_or_else(|| wrong(NO_WHOLE_NUMBER))?;
    if number < 10 {
        return Ok(DIGITS[number].to_owned());
    }
    let mut out = String::new();
    let mut gap = false;
    for (power, sign) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = number / power % 10;
        if digit == 0 {
            gap |= !out.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push_str(DIGITS[0]);
        }
        if !(power == 10 && digit == 1 && out.is_empty()) {
            out.push_str(DIGITS[digit]);
        }
        out.push_str(sign);
    }
    Ok(out)
}

/// The elements of a list, joined.
fn joined(value: &Value, separator: &str) -> Result<String, Error> {
    let names: Vec<String> = value.try_iter()?.map(|name| name.to_string()).collect();
    if names.is_empty() || names.iter().any(|name| name.trim().is_empty()) {
        return Err(wrong(NO_NAME));
    }
    Ok(names.join(separator))
}

/// 主送 and 抄送: names of one class joined by 、, classes by ，.
fn classes(value: &Value) -> Result<String, Error> {
    let classes: Vec<String> =
        value.try_iter()?.map(|class| joined(&class, "、")).collect::<Result<_, _>>()?;
    if classes.is_empty() { Err(wrong(NOBODY)) } else { Ok(classes.join("，")) }
}

/// Says a change: the first text if it is above zero, the second below, the third at zero. `{}` is its size, `{pct}`
/// its size as a percentage with one place.
fn change(value: &Value, more: &str, less: &str, same: &str) -> Result<Value, Error> {
    let number = decimal(value)?;
    let text = match number.cmp(&Decimal::ZERO) {
        std::cmp::Ordering::Greater => more,
        std::cmp::Ordering::Less => less,
        std::cmp::Ordering::Equal => same,
    };
    let size = number.abs();
    let said = text.replace("{pct}", &format!("{:.1}%", one_place(size)));
    Ok(optional(&Value::from(said.replace("{}", &size.normalize().to_string()))))
}

/// Lets a field be empty.
fn optional(value: &Value) -> Value {
    match value.kind() {
        ValueKind::None => Value::from_safe_string(String::new()),
        ValueKind::String if value.as_str().is_some_and(|text| text.trim().is_empty()) => {
            Value::from_safe_string(String::new())
        }
        _ => value.clone(),
    }
}

/// Breaks a title into balanced lines.
fn title_lines(value: &Value, style: &HouseStyle, width: usize) -> Value {
    let text = value.as_str().unwrap_or_default();
    let plain = if value.is_safe() { super::xml::unescape(text) } else { text.to_owned() };
    let lines = super::title::break_title(plain.trim(), style, width);
    Value::from_safe_string(super::xml::escape(&lines.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Sentences;

    fn say(expression: &str) -> String {
        let style = include_str!("../../../templates/notices/layout/house.toml");
        let style = Arc::new(toml::from_str(style).unwrap());
        let mut environment = Environment::new();
        add(&mut environment, &style, 20);
        match environment.render_str(&format!("{{{{ {expression} }}}}"), ()) {
            Ok(text) => text,
            Err(error) => {
                let detail = error.detail().and_then(|key| Sentences::english().find(key));
                format!("! {}", detail.unwrap_or_default())
            }
        }
    }

    #[test]
    fn numbers_are_written_as_official_documents_write_them() {
        let said = [
            ("12|number", "12"),
            ("'12.50'|number", "12.5"),
            ("5|signed", "+5"),
            ("-5|signed", "-5"),
            ("0|signed", "0"),
            ("66|pct", "66.0%"),
            ("12.25|pct", "12.3%"),
            ("'58.335'|pct2", "58.34%"),
            ("85|pct2", "85.00%"),
            ("9999|yi_wan", "9999"),
            ("14049|yi_wan", "1.4万"),
            ("250000000|yi_wan", "2.5亿"),
            ("'无'|number", "! is not a number"),
        ];
        for (expression, text) in said {
            assert_eq!(say(expression), text, "{expression}");
        }
    }

    #[test]
    fn chinese_numerals_are_those_that_people_say() {
        let said: Vec<String> = [0, 3, 10, 12, 20, 105, 110, 1010, 2003]
            .iter()
            .map(|number| say(&format!("{number}|cn_num")))
            .collect();
        assert_eq!(
            said,
            ["零", "三", "十", "十二", "二十", "一百零五", "一百一十", "一千零一十", "二千零三"]
        );
        assert!(say("-1|cn_num").starts_with('!'));
    }

    #[test]
    fn dates_names_and_changes_are_said_in_chinese() {
        assert_eq!(say("'2014-03-05'|date_cn"), "2014年3月5日");
        assert_eq!(say("'2014-03'|date_cn"), "2014年3月");
        assert_eq!(say("'2014-10-08T09:05:00'|date_cn"), "2014年10月8日09:05");
        assert_eq!(say("'2014-09-30'|days_until('2014-10-13')"), "13");
        assert_eq!(say("'2014-09'|days_until('2014-10-13')"), "! is not a day");
        assert_eq!(say("[['甲','乙'],['丙']]|classes"), "甲、乙，丙");
        assert_eq!(say("[]|classes"), "! names nobody");
        assert_eq!(say("-3|change('增加{}件', '减少{}件', '持平')"), "减少3件");
        assert_eq!(say("0|change('增加{}件', '减少{}件', '持平')"), "持平");
        assert_eq!(say("'-20'|change('增长{pct}', '下降{pct}', '')"), "下降20.0%");
    }
}
