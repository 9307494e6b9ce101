//! Functions of numbers.

use super::Call;
use crate::expr::trouble::Fault;
use crate::expr::value::Value;
use rust_decimal::{Decimal, RoundingStrategy};

/// `abs(-3) == 3`
pub fn abs<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    Ok(Value::from(call.number(0)?.abs()))
}

/// `floor(2.7) == 2`
pub fn floor<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    Ok(Value::from(call.number(0)?.floor()))
}

/// `ceil(2.1) == 3`
pub fn ceil<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    Ok(Value::from(call.number(0)?.ceil()))
}

/// `round(2.345, 2) == 2.35`: 四舍五入, a half goes away from zero.
pub fn round<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let places = match call.arguments[1] {
        Value::Missing => 0,
        _ => u32::try_from(call.count(1)?).map_err(|_| call.wrong(1, call.arguments[1].kind()))?,
    };
    let places = places.min(Decimal::MAX_SCALE);
    Ok(Value::from(call.number(0)?.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)))
}

/// `sum([1, 2, 3]) == 6`: like `+`, it rests if an element is missing.
pub fn sum<'a>(call: &mut Call<'_, 'a>) -> Result<Value<'a>, Fault> {
    let mut total = Decimal::ZERO;
    let mut missing = false;
    for value in call.list(0)? {
        match value {
            Value::Number(number) => total = total.checked_add(*number).ok_or(Fault::Overflow)?,
            Value::Missing => missing = true,
            other => return Err(call.wrong(0, other.kind())),
        }
    }
    Ok(if missing { Value::Missing } else { Value::Number(total) })
}
