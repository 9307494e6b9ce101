//! Means of figures, with the highest and the lowest left out where there are enough (FORMS.md 4.10).

use super::fact::sum;
use rust_decimal::{Decimal, RoundingStrategy};

/// The mean of numbers; from so many of them on without the highest and the lowest. `None` of none.
pub fn trimmed(mut numbers: Vec<Decimal>, from: Option<usize>) -> Option<Decimal> {
    if from.is_some_and(|from| numbers.len() >= from.max(3)) {
        numbers.sort_unstable();
        numbers.pop();
        numbers.remove(0);
    }
    mean(&numbers)
}

/// The mean of numbers, exact as far as they go.
pub fn mean(numbers: &[Decimal]) -> Option<Decimal> {
    sum(numbers.iter().copied())?.checked_div(Decimal::from(numbers.len()))
}

/// 四舍五入 to two decimals.
pub fn two_decimals(number: Decimal) -> Decimal {
    number.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize()
}

/// The standard deviation of numbers, all of a group and no sample of it, to two decimals.
pub fn deviation(numbers: &[Decimal]) -> Option<Decimal> {
    let mean = mean(numbers)?;
    let squares = numbers.iter().map(|number| {
        let distance = number.saturating_sub(mean);
        distance.saturating_mul(distance)
    });
    let variance = sum(squares)?.checked_div(Decimal::from(numbers.len()))?;
    Some(two_decimals(root(variance)))
}

/// The square root, by Newton's steps from above: each is nearer, until nothing changes any more.
fn root(number: Decimal) -> Decimal {
    if number <= Decimal::ZERO {
        return Decimal::ZERO;
    }
    let mut guess = number.max(Decimal::ONE);
    for _ in 0..200 {
        let Some(next) = number
            .checked_div(guess)
            .and_then(|other| other.checked_add(guess))
            .and_then(|both| both.checked_div(Decimal::TWO))
        else {
            return guess;
        };
        if next >= guess {
            return guess;
        }
        guess = next;
    }
    guess
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(of: &[i64]) -> Vec<Decimal> {
        of.iter().copied().map(Decimal::from).collect()
    }

    #[test]
    fn from_enough_reviewers_on_the_highest_and_the_lowest_do_not_count() {
        assert_eq!(trimmed(numbers(&[90, 80, 70]), Some(7)), Some(80.into()));
        let seven = numbers(&[100, 80, 81, 82, 83, 84, 10]);
        assert_eq!(trimmed(seven, Some(7)), Some(82.into()));
        assert_eq!(trimmed(Vec::new(), Some(7)), None);
    }

    #[test]
    fn the_deviation_is_that_of_all_units_of_a_group() {
        assert_eq!(deviation(&numbers(&[2, 4, 4, 4, 5, 5, 7, 9])), Some(2.into()));
        assert_eq!(deviation(&numbers(&[3])), Some(Decimal::ZERO));
        assert_eq!(deviation(&numbers(&[1, 2])).unwrap().to_string(), "0.5");
        assert_eq!(deviation(&[]), None);
    }
}
