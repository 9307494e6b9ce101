//! What a clerk tells by the fill of a cell instead of by words (FORMS.md 4.15): red, yellow and green, in whatever shade.

use super::Extractor;
use super::draft::DraftRow;
use crate::catalog::Form;
use crate::catalog::words::ColourWords;
use crate::model::{Finding, Record};
use crate::paper::Colour;

/// Asks, for each answer that a colour told, to be told it in words.
pub fn remarks(extractor: &Extractor, form: &Form, row: &DraftRow, record: &Record) -> Vec<Finding> {
    let remark = |(index, colour): &(usize, String)| {
        let (field, entry) = (&form.fields[*index], &record.entries[*index]);
        let list = extractor.catalog.list_of(field);
        let said = entry.value.text().map(|code| list.map_or(code, |list| list.label(code)));
        let label = field.leaf();
        let values = [("label", &*label), ("colour", colour), ("value", said.unwrap_or_default())];
        let finding = extractor.remark("told_by_colour", entry.place, &values)?;
        Some(Finding { field: field.key.clone(), row_label: format!("#{}", record.row), ..finding })
    };
    row.coloured.iter().filter_map(remark).collect()
}

/// The declared colour that a fill is; none for white, grey, and what is neither.
pub fn named(fill: Colour, declared: &[ColourWords]) -> Option<&ColourWords> {
    let (hue, saturation) = hue_and_saturation(fill)?;
    declared.iter().find(|colour| {
        let within = if colour.from <= colour.to {
            (colour.from..=colour.to).contains(&hue)
        } else {
            hue >= colour.from || hue <= colour.to
        };
        within && saturation >= colour.least_saturation
    })
}

/// Hue in degrees and saturation in percent, as painters count them (HSV); none without any colour.
fn hue_and_saturation(Colour(red, green, blue): Colour) -> Option<(u16, u16)> {
    let [red, green, blue] = [red, green, blue].map(i32::from);
    let most = red.max(green).max(blue);
    let spread = most - red.min(green).min(blue);
    if spread == 0 {
        return None;
    }
    let sixth = if most == red {
        60 * (green - blue) / spread
    } else if most == green {
        120 + 60 * (blue - red) / spread
    } else {
        240 + 60 * (red - green) / spread
    };
    let hue = u16::try_from(sixth.rem_euclid(360)).ok()?;
    Some((hue, u16::try_from(100 * spread / most).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn shades_of_one_colour_are_one_and_paper_has_none() {
        let catalog = Catalog::builtin().unwrap();
        let told =
            |rgb: u32| named(Colour::of(rgb), &catalog.values.colours).map(|colour| colour.key.clone());
        for (name, shades) in [
            // The standard colours, the light ones of “good, bad, neutral”, and those of old palettes.
            ("red", [0xFF0000, 0xC00000, 0xFFC7CE, 0xFF8080]),
            ("yellow", [0xFFFF00, 0xFFC000, 0xFFEB9C, 0xFFFF99]),
            ("green", [0x00B050, 0x92D050, 0xC6EFCE, 0x008000]),
        ] {
            for shade in shades {
                assert_eq!(told(shade).as_deref(), Some(name), "{shade:06X}");
            }
        }
        for none in [0xFFFFFF, 0x000000, 0xD9D9D9, 0xF2F2F2, 0x0070C0, 0x7030A0, 0xFFFDFA] {
            assert_eq!(told(none), None, "{none:06X}");
        }
    }
}
