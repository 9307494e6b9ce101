//! What a rule may look at besides the fields of its row: each is a name of docs/rules.md.

/// A name that is no field: what the check floor must know to answer it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Surrounding {
    /// `rows`: the data rows of the form.
    Rows,
    /// `total`: its 合计 row, or the sums of the data rows.
    Total,
    /// `header`: the header fields by key.
    Header,
    /// `footing`: what stands below the rows with a label of its own, by key.
    Footing,
    /// `sections`: the narrative.
    Sections,
    /// `period`.
    Period,
    /// `received_on`: the day of receipt.
    ReceivedOn,
    /// `due_on`: the last day in time.
    DueOn,
    /// `switch`: the switches of the policy, by their keys.
    Switch,
    /// `sender`: who sends.
    Unit,
    /// `row_unit`: the unit of the row.
    RowUnit,
    /// `prior`: the same row one period earlier.
    Prior,
    /// `year_before`: the same row one year earlier.
    YearBefore,
    /// `direct`: the row of the unit's own return, for a row that another unit forwards.
    Direct,
    /// `counts`: all counts of the row, in the order of the form.
    Counts,
    /// `likeness_to_prior`: the share of the counts that are the same as one period earlier.
    LikenessToPrior,
    /// `nil_stated`: the row, or any row of the form, says in words that nothing happened.
    NilStated,
    /// `within_sender`: the row's unit stands below the sender or is covered by it.
    WithinSender,
    /// `row_number`: the number of the row, from 1.
    RowNumber,
    /// `units`: all units by their id.
    Units,
    /// `repeated`: an earlier row speaks of the same unit.
    Repeated,
    /// `used_before`: earlier submissions that hold the same group code, such as a case number.
    UsedBefore,
    /// `addressed`: ids of the organs to which the copies received so far are addressed.
    Addressed,
    /// `owed_recipients`: ids of the organs that must receive the form.
    OwedRecipients,
    /// `text`: the whole narrative.
    Text,
    /// `year_before_text`: the narrative of the year before.
    YearBeforeText,
    /// `other_copy`: the narrative of another copy for another recipient.
    OtherCopy,
    /// `published`: case numbers that a bulletin has published.
    Published,
    /// `missing_codes`, `repeated_codes`: of the fixed rows of an indicator list.
    MissingCodes,
    /// See [`Surrounding::MissingCodes`].
    RepeatedCodes,
    /// `missing_headings`: titles of the required headings that the narrative lacks.
    MissingHeadings,
    /// `extra_labels`: the columns that clerks added.
    ExtraLabels,
    /// `roster_names`: the names of all leaders of the registry, of whatever time.
    RosterNames,
    /// `due_persons`: whom the rows must reach.
    DuePersons,
    /// `replaced`: the rows of the version that this one replaces.
    Replaced,
    /// `value`, in the scope of a count.
    Value,
    /// `values`: the same count in all data rows.
    Values,
    /// `direct_value`: the same count in the unit's own return.
    DirectValue,
    /// `label`: the column of the count.
    Label,
    /// `left`, `right`, `difference`: the sides of the rule, for its words.
    Left,
    /// See [`Surrounding::Left`].
    Right,
    /// See [`Surrounding::Left`].
    Difference,
    /// An indicator's number by code, such as `cur`: the number of the field.
    Indicator(usize),
    /// The rows of another form of the same unit and period (same year, if one of the two is yearly): its number.
    Other(usize),
    /// … of the counterpart.
    Counterpart(usize),
    /// … of this and all earlier periods.
    SoFar(usize),
    /// The figures of the unit in a quarterly form, one row for each quarter of the year.
    Quarters(usize),
    /// `CODE_of_year`: … of the whole calendar year, whatever their cycle.
    OfYear(usize),
    /// `counterpart_CODE_of_year`: … of the counterpart.
    CounterpartOfYear(usize),
    /// `CODE_year_before`: … of the calendar year before.
    OfYearBefore(usize),
    /// `about_CODE`: the rows of another form that speak of the unit or of the organ beside it, whoever sent them.
    About(usize),
    /// `below_CODE`: the rows of another form of the year that units directly below sent.
    Below(usize),
    /// `above_CODE`: the rows of another form of the year that the organs above sent.
    Above(usize),
    /// `attached`: the names of the files that came beside the returns of the unit.
    Attached,
    /// `rest_days`: the days of the year on which offices rest.
    RestDays,
    /// `like_others`: earlier returns of other units, or of other events, with nearly the same text.
    LikeOthers,
    /// `units_due`, in the scope of a period: how many units owe the form.
    UnitsDue,
    /// `units_stated`: how many units official figures speak of.
    UnitsStated,
    /// `nil_units`: how many of those say that nothing happened.
    NilUnits,
    /// `groups`: the 考核组别 of those units.
    Groups,
    /// `earlier_totals`: the official sums of the periods before, the last first.
    EarlierTotals,
    /// `all_rows`: the official rows of all units.
    AllRows,
    /// `all_CODE`: the official rows of all units of another form, of the period or its year.
    AllOf(usize),
    /// `by_sender`: the same rows as `all_rows`, sender by sender.
    BySender,
    /// `missing_units`: the units that owe the form and have nothing official.
    MissingUnits,
    /// What the organs that sent both forms say in each: the number of the other form.
    SameOrgans(usize),
}

impl Surrounding {
    /// The number of the other form whose rows it stands for, if it does.
    pub fn form(&self) -> Option<usize> {
        match self {
            Surrounding::Other(number)
            | Surrounding::Counterpart(number)
            | Surrounding::SoFar(number)
            | Surrounding::Quarters(number)
            | Surrounding::OfYear(number)
            | Surrounding::CounterpartOfYear(number)
            | Surrounding::OfYearBefore(number)
            | Surrounding::About(number)
            | Surrounding::Below(number)
            | Surrounding::Above(number) => Some(*number),
            _ => None,
        }
    }

    /// True for what other periods of the same year change, later ones included.
    pub fn spans_year(&self) -> bool {
        matches!(
            self,
            Surrounding::OfYear(_)
                | Surrounding::CounterpartOfYear(_)
                | Surrounding::About(_)
                | Surrounding::Below(_)
                | Surrounding::Above(_)
        )
    }

    /// True for what only a registry can answer.
    pub fn asks_registry(&self) -> bool {
        matches!(
            self,
            Surrounding::Unit
                | Surrounding::RowUnit
                | Surrounding::WithinSender
                | Surrounding::Units
                | Surrounding::Addressed
                | Surrounding::OwedRecipients
                | Surrounding::About(_)
                | Surrounding::Below(_)
                | Surrounding::Above(_)
                | Surrounding::RestDays
                | Surrounding::RosterNames
                | Surrounding::DuePersons
        )
    }
}
