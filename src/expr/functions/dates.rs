//! Functions of dates. A date that was written less exactly than a function needs gives nothing.

use super::Call;
use crate::expr::trouble::Fault;
use crate::expr::value::{Kind, Value};
use crate::model::Date;
use jiff::civil::DateTime;
use jiff::{Span, Unit};

/// `date('2014-01-31')`; months (`2014-01`) and years (`2014`) are dates, too.
pub fn date<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let date: Result<Date, String> = call.text(0)?.parse();
    date.map(Value::from).map_err(|_| call.wrong(0, Kind::Text))
}

/// `days(date('2014-02-01'), date('2014-01-31')) == 1`: how many days the first lies after the second.
pub fn days<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let (Some(later), Some(earlier)) = (call.date(0)?.day(), call.date(1)?.day()) else {
        return Ok(Value::Missing);
    };
    let span = later.since(earlier).map_err(|_| Fault::Overflow)?;
    Ok(Value::from(i64::from(span.get_days())))
}

/// `add_days(date('2014-01-31'), 1) == date('2014-02-01')`
pub fn add_days<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let Some(day) = call.date(0)?.day() else { return Ok(Value::Missing) };
    let span = Span::new().try_days(call.count(1)?).map_err(|_| Fault::Overflow)?;
    Ok(Value::Date(Date::Day(day.checked_add(span).map_err(|_| Fault::Overflow)?)))
}

/// `add_months(date('2014-01-31'), 1) == date('2014-02-28')`: never beyond the end of the month.
pub fn add_months<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let date = call.date(0)?;
    let span = Span::new().try_months(call.count(1)?).map_err(|_| Fault::Overflow)?;
    let moved = date.first().checked_add(span).map_err(|_| Fault::Overflow)?;
    Ok(match date {
        Date::Day(_) => Value::Date(Date::Day(moved)),
        Date::Month { .. } => Value::Date(Date::Month { year: moved.year(), month: moved.month() }),
        Date::Year(_) => Value::Missing,
    })
}

/// `year(date('2014-01-31')) == 2014`
pub fn year<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    Ok(Value::from(i64::from(call.date(0)?.first().year())))
}

/// `month(date('2014-01-31')) == 1`
pub fn month<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    Ok(match call.date(0)? {
        Date::Year(_) => Value::Missing,
        date => Value::from(i64::from(date.first().month())),
    })
}

/// `weekday(date('2014-10-05')) == 7`: from 1 for Monday to 7 for Sunday.
pub fn weekday<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let day = call.date(0)?.day();
    Ok(day.map_or(Value::Missing, |day| Value::from(i64::from(day.weekday().to_monday_one_offset()))))
}

/// `minutes_between('2014-03-05T09:30', '2014-03-05T10:15') == 45`: how many minutes the second time lies after the
/// first; nothing if one of them is no time.
pub fn minutes_between<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let time = |number: usize| -> Result<Option<DateTime>, Fault> { Ok(call.text(number)?.parse().ok()) };
    let (Some(from), Some(to)) = (time(0)?, time(1)?) else { return Ok(Value::Missing) };
    let span = to.since((Unit::Minute, from)).map_err(|_| Fault::Overflow)?;
    Ok(Value::from(span.get_minutes()))
}
