//! Functions of lists, taken as lists or as sets. A set has no missing elements.

use super::Call;
use crate::expr::operate::{compare, order};
use crate::expr::tree::Operator;
use crate::expr::trouble::Fault;
use crate::expr::value::{Kind, Value};
use crate::model::Date;
use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

/// `blank('') && blank(null) && blank([])`
pub fn blank<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    Ok(Value::from(call.arguments[0].is_blank()))
}

/// `or_else(null, 0) == 0`
pub fn or_else<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    Ok(match call.take(0) {
        Value::Missing => call.take(1),
        said => said,
    })
}

/// `size([1, 2]) == 2 && size('甲乙') == 2`
pub fn size<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    match &call.arguments[0] {
        Value::Text(text) => Ok(Value::from(text.chars().count())),
        Value::List(list) => Ok(Value::from(list.values().len())),
        other => Err(call.wrong(0, other.kind())),
    }
}

/// `count([1, null, 2]) == 2`
pub fn count<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    Ok(Value::from(call.list(0)?.iter().filter(|value| !value.is_missing()).count()))
}

/// `present([1, null, 2]) == [1, 2]`
pub fn present<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let mut values = call.take_list(0)?;
    values.retain(|value| !value.is_missing());
    Ok(Value::from(values))
}

/// `first([1, 2]) == 1`; nothing of an empty list.
pub fn first<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    Ok(call.list(0)?.first().cloned().unwrap_or_default())
}

/// `last([1, 2]) == 2`; nothing of an empty list.
pub fn last<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    Ok(call.list(0)?.last().cloned().unwrap_or_default())
}

/// `max(1, 2) == 2`
pub fn max<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    extreme(call, Ordering::Greater)
}

/// `min([1, 2]) == 1`
pub fn min<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    extreme(call, Ordering::Less)
}

/// Like arithmetic, it rests if an element is missing; an empty list has no extreme.
fn extreme<'a>(call: &mut Call<'_, 'a>, wanted: Ordering) -> Result<Value<'a>, Fault> {
    let mut best: Option<&Value<'a>> = None;
    let mut open = false;
    for value in call.list(0)? {
        let against = best.unwrap_or(value);
        match order(value, against) {
            None => return Err(call.wrong(0, value.kind())),
            Some(None) => open = true,
            Some(Some(order)) if order == wanted || best.is_none() => best = Some(value),
            Some(Some(_)) => {}
        }
    }
    Ok(if open { Value::Missing } else { best.cloned().unwrap_or_default() })
}

/// `sort([3, 1, null]) == [1, 3]`; nothing if dates of several precisions cannot be ordered.
pub fn sort<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let mut values = call.take_list(0)?;
    values.retain(|value| !value.is_missing());
    let Some(sample) = values.first() else { return Ok(Value::from(values)) };
    let kind = sample.kind();
    if let Some(other) = values.iter().find(|value| value.kind() != kind || order(value, value).is_none()) {
        return Err(call.wrong(0, other.kind()));
    }
    let precision = |value: &Value<'_>| value.date().map(|date| std::mem::discriminant(&date));
    if values.windows(2).any(|pair| precision(&pair[0]) != precision(&pair[1])) {
        return Ok(Value::Missing);
    }
    values.sort_by(|left, right| order(left, right).flatten().unwrap_or(Ordering::Equal));
    Ok(Value::from(values))
}

/// `flatten([[1, 2], [3]]) == [1, 2, 3]`: the elements of all the lists; a missing list has none.
pub fn flatten<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let lists = call.take_list(0)?;
    let mut flat = Vec::new();
    for list in lists {
        match list {
            Value::List(list) => {
                call.fuel.spend(list.values().len() as u64)?;
                flat.extend(list.into_values());
            }
            Value::Missing => {}
            other => flat.push(other),
        }
    }
    Ok(Value::from(flat))
}

/// `index_of(['a', 'b'], 'b') == 1`: where the element first stands, from 0; nothing if it does not.
pub fn index_of<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let sought = call.take(1);
    let place = call
        .list(0)?
        .iter()
        .position(|value| matches!(compare(Operator::Equal, value, &sought), Ok(Some(true))));
    Ok(place.map_or(Value::Missing, Value::from))
}

/// `is_sorted([1, 1, null, 2])`: whether no element is below one before it; missing ones are left out.
pub fn is_sorted<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let present: Vec<&Value<'a>> = call.list(0)?.iter().filter(|value| !value.is_missing()).collect();
    let mut open = false;
    for pair in present.windows(2) {
        match order(pair[0], pair[1]) {
            None => return Err(call.wrong(0, pair[1].kind())),
            Some(None) => open = true,
            Some(Some(Ordering::Greater)) => return Ok(Value::from(false)),
            Some(Some(_)) => {}
        }
    }
    Ok(if open { Value::Missing } else { Value::from(true) })
}

/// `most_common(['a', 'b', 'a']) == 2`: how often the commonest element stands; missing ones are not counted.
pub fn most_common<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let keys = keys(call, 0)?;
    let mut times: HashMap<&Key<'_>, usize> = HashMap::with_capacity(keys.len());
    for key in keys.iter().flatten() {
        *times.entry(key).or_default() += 1;
    }
    Ok(Value::from(times.into_values().max().unwrap_or(0)))
}

/// An element as a set tells it from others.
#[derive(PartialEq, Eq, Hash)]
enum Key<'v> {
    Number(Decimal),
    Text(&'v str),
    Flag(bool),
    Date(Date),
}

/// The keys of the elements of an argument, `None` for a missing one.
fn keys<'c>(call: &'c Call<'_, '_>, number: usize) -> Result<Vec<Option<Key<'c>>>, Fault> {
    let key = |value: &'c Value<'_>| match value {
        Value::Missing => Ok(None),
        Value::Number(number) => Ok(Some(Key::Number(*number))),
        Value::Text(text) => Ok(Some(Key::Text(text))),
        Value::Flag(flag) => Ok(Some(Key::Flag(*flag))),
        Value::Date(date) => Ok(Some(Key::Date(*date))),
        Value::List(_) => Err(call.wrong(number, Kind::List)),
        Value::Object(_) => Err(call.wrong(number, Kind::Object)),
    };
    call.list(number)?.iter().map(key).collect()
}

/// The elements of the first argument that are chosen.
fn chosen<'a>(call: &mut Call<'_, 'a>, choice: &[bool]) -> Result<Value<'a>, Fault> {
    let mut choice = choice.iter();
    let mut values = call.take_list(0)?;
    values.retain(|_| choice.next() == Some(&true));
    Ok(Value::from(values))
}

/// `distinct(['a', 'b', 'a']) == ['a', 'b']`
pub fn distinct<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let keys = keys(call, 0)?;
    let mut seen = HashSet::with_capacity(keys.len());
    let choice: Vec<bool> = keys.iter().map(|key| key.as_ref().is_some_and(|key| seen.insert(key))).collect();
    chosen(call, &choice)
}

/// For each element of the first argument, whether the second has it; `None` for a missing element.
fn shared(call: &Call<'_, '_>) -> Result<Vec<Option<bool>>, Fault> {
    let (left, right) = (keys(call, 0)?, keys(call, 1)?);
    let right: HashSet<&Key<'_>> = right.iter().flatten().collect();
    Ok(left.iter().map(|key| key.as_ref().map(|key| right.contains(key))).collect())
}

/// `overlaps(['a', 'b'], ['b', 'c'])`
pub fn overlaps<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    Ok(Value::from(shared(call)?.contains(&Some(true))))
}

/// `intersect(['a', 'b'], ['b', 'c']) == ['b']`
pub fn intersect<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let choice: Vec<bool> = shared(call)?.into_iter().map(|shared| shared == Some(true)).collect();
    chosen(call, &choice)
}

/// `minus(['a', 'b'], ['b', 'c']) == ['a']`
pub fn minus<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let choice: Vec<bool> = shared(call)?.into_iter().map(|shared| shared == Some(false)).collect();
    chosen(call, &choice)
}
