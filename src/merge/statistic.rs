//! Rows of statistics over the units of a table: means and medians of those that sent a figure, the comparison of the
//! total, and how many sent none.

use super::column::{Figure, Plan, Says};
use super::fact::sum;
use super::row::{Line, compared, figure_at};
use crate::catalog::BookWords;
use crate::catalog::summary::{At, Show, Shown, Stat, Statistic};
use crate::model::table::{Cell, Role, Row};
use rust_decimal::{Decimal, RoundingStrategy};

/// The declared statistics of a filled table, the total of which is its first row.
pub fn statistics(
    words: &BookWords,
    plans: &[Plan],
    lines: &[Line],
    rows: &[Row],
    stats: &[Stat],
) -> Vec<Row> {
    let row = |stat: &Stat| {
        let cells = plans.iter().enumerate().map(|(column, plan)| match &plan.says {
            Says::Row(Show::Label, _) => Cell::text(&stat.label),
            Says::Figure(figure) if figure.shown == Shown::Figure && figure.at == At::Current => {
                cell(words, figure, column, lines, rows, stat.of)
            }
            _ => Cell::Blank,
        });
        let cells = cells.collect();
        Row { role: Role::Statistic, level: 0, provisional: false, unit: None, cells, parts: Vec::new() }
    };
    stats.iter().map(row).collect()
}

fn cell(
    words: &BookWords,
    figure: &Figure,
    column: usize,
    lines: &[Line],
    rows: &[Row],
    statistic: Statistic,
) -> Cell {
    let units = || lines.iter().zip(rows).filter(|(line, _)| line.unit.is_some() && !line.provisional);
    let mut sent: Vec<Decimal> = units().filter_map(|(_, row)| row.cells[column].number()).collect();
    sent.sort_unstable();
    let total = lines.first();
    let total_at = |at| total.and_then(|total| figure_at(figure, total, at));
    let number = |number: Option<Decimal>| number.map_or(Cell::Blank, Cell::Number);
    match statistic {
        Statistic::Mean => {
            let mean = sum(sent.iter().copied()).and_then(|all| all.checked_div(Decimal::from(sent.len())));
            number(mean.map(one_decimal))
        }
        Statistic::Median => number(median(&sent)),
        Statistic::Max => number(sent.last().copied()),
        Statistic::Min => number(sent.first().copied()),
        Statistic::Before => number(total_at(At::YearBefore)),
        Statistic::Rate => match (total_at(At::Current), total_at(At::YearBefore)) {
            (Some(now), Some(before)) => match compared(words, now, before, Shown::Rate) {
                Cell::Number(rate) => Cell::Text(format!("{:.1}%", rate)),
                other => other,
            },
            _ => Cell::Blank,
        },
        Statistic::Absent => {
            let missing = units().filter(|(_, row)| row.cells[column].number().is_none()).count();
            // A count, whatever the column holds.
            Cell::Text(missing.to_string())
        }
    }
}

fn one_decimal(number: Decimal) -> Decimal {
    number.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero).normalize()
}

/// The middle of sorted numbers; between two it is their mean.
fn median(sorted: &[Decimal]) -> Option<Decimal> {
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = sorted[sorted.len() / 2 - 1];
    lower.checked_add(upper).and_then(|both| both.checked_div(Decimal::TWO)).map(one_decimal)
}
