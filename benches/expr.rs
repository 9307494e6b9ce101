//! What an expression costs, beside the same text in the `cel` crate: `cargo bench --bench expr`.
//!
//! `ours` reads its values out of a row of typed answers. `cel` has its values bound beforehand, which no row of a table
//! can have; `cel_row` binds them for each row, as it would have to be used.

use divan::{Bencher, black_box};
use liangze::expr::{Expression, Members, Object, Scope, Shape, Value};
use liangze::model;
use std::sync::Arc;

fn main() {
    divan::main();
}

/// A row of typed answers, as a submission keeps it.
struct Row(Vec<model::Value>);

impl Scope for Row {
    fn slot(&self, slot: u16) -> Value<'_> {
        self.0.get(usize::from(slot)).map_or(Value::Missing, Value::from)
    }
}

impl Object for Row {
    fn at(&self, position: u16) -> Value<'_> {
        self.slot(position)
    }

    fn member(&self, _name: &str) -> Option<Value<'_>> {
        None
    }
}

/// An equation over number fields, all of them bound.
struct Equation {
    text: &'static str,
    names: &'static [&'static str],
    values: &'static [i64],
}

const TWO: Equation = Equation { text: "a + b == c", names: &["a", "b", "c"], values: &[12, 30, 42] };

const SIX: Equation = Equation {
    text: "actions_total == pd_total + ad_total + org_total + admonition + education + judicial",
    names: &["actions_total", "pd_total", "ad_total", "org_total", "admonition", "education", "judicial"],
    values: &[334, 120, 95, 40, 50, 27, 2],
};

const LOGIC: Equation = Equation {
    text: "cases > 0 ? team + persons >= 1 && disciplined <= persons : team == 0 && persons == 0",
    names: &["cases", "team", "persons", "disciplined"],
    values: &[5, 1, 7, 6],
};

impl Equation {
    fn members(&self) -> Members {
        self.names.iter().map(|name| (*name, Shape::Number)).collect()
    }

    fn ours(&self, bencher: Bencher) {
        let expression = Expression::compile(self.text, &self.members()).expect("it compiles");
        let row = Row(self.values.iter().map(|value| model::Value::from(*value)).collect());
        assert_eq!(expression.holds(&row), Ok(Some(true)));
        bencher.bench_local(|| black_box(&expression).holds(black_box(&row)).expect("it holds"));
    }

    fn bind(&self, context: &mut cel::Context<'_, '_>) {
        for (name, value) in self.names.iter().zip(self.values) {
            context.add_variable(*name, *value).expect("a number is a value");
        }
    }

    fn cel(&self, bencher: Bencher) {
        let program = cel::Program::compile(self.text).expect("it compiles");
        let mut context = cel::Context::default();
        self.bind(&mut context);
        assert_eq!(program.execute(&context), Ok(cel::Value::Bool(true)));
        bencher.bench_local(|| black_box(&program).execute(black_box(&context)));
    }

    fn cel_row(&self, bencher: Bencher) {
        let program = cel::Program::compile(self.text).expect("it compiles");
        let root = cel::Context::default();
        bencher.bench_local(|| {
            let mut context = root.new_inner_scope();
            self.bind(&mut context);
            black_box(&program).execute(&context)
        });
    }
}

macro_rules! equation {
    ($module:ident, $equation:expr) => {
        mod $module {
            use super::*;

            #[divan::bench]
            fn ours(bencher: Bencher) {
                $equation.ours(bencher);
            }

            #[divan::bench]
            fn cel(bencher: Bencher) {
                $equation.cel(bencher);
            }

            #[divan::bench]
            fn cel_row(bencher: Bencher) {
                $equation.cel_row(bencher);
            }
        }
    };
}

equation!(a_sum_of_two, TWO);
equation!(b_sum_of_six, SIX);
equation!(c_logic, LOGIC);

mod d_filter_of_twenty_rows {
    use super::*;
    use std::collections::HashMap;

    const TEXT: &str = "CD.filter(r, r.rank == 'r2').size() == 5";

    fn rank(row: usize) -> &'static str {
        ["r1", "r2", "r3", "r4"][row % 4]
    }

    #[divan::bench]
    fn ours(bencher: Bencher) {
        let row: Members = [("case_no", Shape::Text), ("rank", Shape::Text)].into_iter().collect();
        let names: Members = [("CD", Shape::rows(&Arc::new(row)))].into_iter().collect();
        let expression = Expression::compile(TEXT, &names).expect("it compiles");
        let text = |text: &str| model::Value::Code(text.into());
        let rows: Vec<Row> = (0..20).map(|row| Row(vec![text("2014-001"), text(rank(row))])).collect();
        let objects: Vec<Value<'_>> = rows.iter().map(|row| Value::Object(row)).collect();
        let scope = vec![Value::list(&objects)];
        assert_eq!(expression.holds(&scope), Ok(Some(true)));
        bencher.bench_local(|| black_box(&expression).holds(black_box(&scope)).expect("it holds"));
    }

    #[divan::bench]
    fn cel(bencher: Bencher) {
        let program = ::cel::Program::compile(TEXT).expect("it compiles");
        let row = |row| HashMap::from([("case_no", "2014-001"), ("rank", rank(row))]);
        let rows: Vec<HashMap<&str, &str>> = (0..20).map(row).collect();
        let mut context = ::cel::Context::default();
        context.add_variable("CD", rows).expect("rows are a value");
        assert_eq!(program.execute(&context), Ok(::cel::Value::Bool(true)));
        bencher.bench_local(|| black_box(&program).execute(black_box(&context)));
    }
}

mod e_compile {
    use super::*;

    #[divan::bench]
    fn ours(bencher: Bencher) {
        let names = SIX.members();
        bencher.bench_local(|| Expression::compile(black_box(SIX.text), &names).expect("it compiles"));
    }

    #[divan::bench]
    fn ours_with_a_pattern(bencher: Bencher) {
        let names: Members = [("phone", Shape::Text)].into_iter().collect();
        let text = r"matches(phone, r'^(0\d{2,3}-?)?\d{7,8}$|^1[3-9]\d{9}$')";
        bencher.bench_local(|| Expression::compile(black_box(text), &names).expect("it compiles"));
    }

    #[divan::bench]
    fn cel(bencher: Bencher) {
        bencher.bench_local(|| ::cel::Program::compile(black_box(SIX.text)).expect("it compiles"));
    }
}

/// Two reports of 20,000 characters each, no run of three characters twice.
#[divan::bench]
fn f_likeness_of_two_reports(bencher: Bencher) {
    let names: Members = [("now", Shape::Text), ("before", Shape::Text)].into_iter().collect();
    let expression = Expression::compile("likeness(now, before) > 0.85", &names).expect("it compiles");
    let report = |seed: u32| -> String {
        let character = |index: u32| char::from_u32(0x4E00 + (index * (seed + index / 7)) % 20_000);
        (0..20_000).filter_map(character).collect()
    };
    let scope = vec![Value::from(report(3)), Value::from(report(5))];
    bencher.bench_local(|| black_box(&expression).holds(black_box(&scope)).expect("two texts are compared"));
}
