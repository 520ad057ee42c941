//! The report in JSON.

use books::report::{Apart, BenefitReport, Figures, Row, Shown};
use messages::Lang;
use serde_json::{Value, json};

use super::labels::Labels;

/// The report as its JSON record, without what the command adds.
pub(crate) fn record(report: &BenefitReport, labels: &Labels) -> Value {
    let mut record = json!({
        "from": report.span.from.map(|month| month.to_string()),
        "until": report.span.until.map(|month| month.to_string()),
        "total": figures(&report.total),
        "manual": figures(&report.manual),
        "manual_reasons": counts(&report.manual_reasons),
        "undone": report.undone,
        "marks": counts(&report.marks),
    });
    if let Value::Object(keys) = &mut record {
        for table in &report.tables {
            let row = |row: &Row| {
                let name = labels.of(table.dimension, row.key);
                let mut value = figures(&row.figures);
                if let Value::Object(keys) = &mut value {
                    keys.insert("key".to_owned(), row.key.into());
                    keys.insert("name".to_owned(), name.in_lang(Lang::Zh).into());
                    keys.insert("name_en".to_owned(), name.in_lang(Lang::En).into());
                }
                value
            };
            let rows: Vec<Value> = table.rows.iter().map(row).collect();
            keys.insert(format!("by_{}", table.dimension.code()), rows.into());
        }
    }
    record
}

fn figures(shown: &Shown) -> Value {
    match shown {
        Shown::Figures(figures) => {
            let Figures {
                uses,
                units,
                unpriced,
                full,
                charged,
                people,
            } = figures;
            json!({
                "uses": uses,
                "units": units,
                "unpriced": unpriced,
                "people": people,
                "full_fen": full,
                "charged_fen": charged,
                "saved_fen": figures.saved(),
            })
        }
        Shown::UnderFive => json!({ "withheld": "under-five" }),
        Shown::Withheld => json!({ "withheld": "complement" }),
    }
}

fn counts(rows: &[Apart]) -> Vec<Value> {
    rows.iter()
        .map(|row| json!({ "code": row.code, "records": row.records }))
        .collect()
}
