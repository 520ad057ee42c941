use std::sync::Arc;

use hayro::Pdf;

use super::*;

fn form(promises: usize) -> Form {
    let signature = |heading: &str| FormSignature {
        heading: heading.to_owned(),
        labels: vec!["签字".to_owned(), "日期".to_owned()],
        stamp: "盖章处".to_owned(),
    };
    Form {
        heading: "咸宁市崇军商盟".to_owned(),
        title: "商户优待承诺书".to_owned(),
        note: "一式两份".to_owned(),
        fields: vec![
            ("商户".to_owned(), "温泉理发店".repeat(20)),
            ("联系方式".to_owned(), "0715-1234567".to_owned()),
        ],
        sections: vec![FormSection {
            heading: "承诺的优待".to_owned(),
            paragraphs: (0..promises)
                .map(|nth| format!("{nth} 理发半价：五折"))
                .collect(),
        }],
        signatures: vec![signature("商户"), signature("事务局")],
    }
}

/// All that the form says is on its pages, and the places for signatures once.
#[test]
fn nothing_is_left_out_on_one_page_and_on_many() {
    let font = Font::bundled().unwrap();
    for promises in [1, 25, 200] {
        let form = form(promises);
        let (pdf, pages) =
            form_pdf(&font, &form, &|page, pages| format!("{page}/{pages}")).unwrap();
        let pdf = Pdf::new(Arc::new(pdf)).unwrap();
        assert_eq!(pdf.pages().len(), pages);
        let mut text = form.heading.clone() + &form.title + &form.note;
        for (label, value) in &form.fields {
            text += label;
            text += value;
        }
        for section in &form.sections {
            text += &section.heading;
            text += &section.paragraphs.concat();
        }
        for signature in &form.signatures {
            text += &signature.heading;
            text += &signature.stamp;
            text += &signature.labels.concat();
        }
        for page in 1..=pages {
            text += &format!("{page}/{pages}");
        }
        let expected = text.chars().filter(|c| !c.is_whitespace()).count();
        let counted: usize = (0..pages)
            .map(|page| crate::text_back::count(&pdf, page))
            .sum();
        assert_eq!(counted, expected, "{promises}");
        assert_eq!(pages > 1, promises > 20, "{promises} {pages}");
    }
}

#[test]
fn signatures_stay_on_the_paper() {
    let font = Font::bundled().unwrap();
    let writer = LineWriter::new(&font).unwrap();
    for promises in 1..60 {
        let (pages, top) = pages(&writer, &form(promises));
        assert!(top + SIGNATURE_HEIGHT <= BOTTOM + 1e-6, "{promises}");
        for page in pages {
            let height: f64 = page.iter().map(TextLine::height).sum();
            assert!(MARGIN + height <= BOTTOM + 1e-6, "{promises}");
        }
    }
}
