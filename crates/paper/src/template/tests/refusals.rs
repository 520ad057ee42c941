//! Templates that are refused.

use super::*;
use crate::template::limits::{MAX_DEPTH, MAX_NODES};

#[test]
fn refuses_scripts_and_foreign_content() {
    for active in [
        "<script>alert(1)</script>",
        "<g><script xlink:href=\"data:text/javascript,1\"/></g>",
        "<foreignObject width=\"9\" height=\"9\"><p xmlns=\"http://www.w3.org/1999/xhtml\">x</p></foreignObject>",
    ] {
        refused(&drawing(active), "template-active");
    }
}

#[test]
fn refuses_whatever_is_not_in_the_file() {
    for (external, target) in [
        (
            "<image xlink:href=\"logo.png\" width=\"9\" height=\"9\"/>",
            "logo.png",
        ),
        (
            "<image href=\"file:///etc/passwd\" width=\"9\" height=\"9\"/>",
            "/etc/passwd",
        ),
        (
            "<image href=\"http://example.org/a.png\" width=\"9\" height=\"9\"/>",
            "example.org",
        ),
        ("<use xlink:href=\"other.svg#a\"/>", "other.svg"),
        (
            "<style>@import url(http://example.org/a.css);</style>",
            "@import",
        ),
        (
            "<style>rect { fill: url('http://example.org/a.svg#b') }</style>",
            "example.org",
        ),
        (
            "<rect style=\"filter:url(a.svg#f)\" width=\"1\" height=\"1\"/>",
            "a.svg",
        ),
        ("<filter><feImage xlink:href=\"x.png\"/></filter>", "x.png"),
    ] {
        let failure = refused(&drawing(external), "template-external");
        assert!(
            failure.what.in_lang(messages::Lang::Zh).contains(target),
            "{failure:?}"
        );
    }
    let sheet = format!("<?xml-stylesheet href=\"a.css\"?>{}", drawing(""));
    refused(&sheet, "template-external");
    // A link for people is none for the program.
    assert!(
        parse(&drawing(
            "<a href=\"http://example.org/\"><path d=\"M0 0h1v1z\"/></a>"
        ))
        .is_ok()
    );
}

#[test]
fn refuses_entities_that_laugh_a_billion_times() {
    let mut laughs = String::from("<!DOCTYPE svg [<!ENTITY a0 \"ha\">");
    for level in 1..10 {
        let below = format!("&a{};", level - 1).repeat(10);
        laughs.push_str(&format!("<!ENTITY a{level} \"{below}\">"));
    }
    laughs.push_str("]>");
    laughs.push_str(&drawing("<text x=\"4\" y=\"9\">&a9;</text>"));
    refused(&laughs, "template-entities");
    // A document type alone is what older programs write.
    let typed = format!(
        "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">{}",
        drawing("")
    );
    assert!(parse(&typed).is_ok());
}

#[test]
fn refuses_what_is_huge_deep_or_crowded() {
    let huge = vec![b' '; MAX_TEMPLATE_BYTES as usize + 1];
    let failure = Template::parse("t.svg", &huge, &font()).err().unwrap();
    assert_eq!(failure.code, "template-too-large");
    for depth in [MAX_DEPTH, 90_000] {
        let deep = format!("{}{}", "<g>".repeat(depth), "</g>".repeat(depth));
        refused(&drawing(&deep), "template-invalid");
    }
    let crowd = "<path d=\"M0 0\"/>".repeat(MAX_NODES as usize);
    refused(&drawing(&crowd), "template-invalid");
    let slots = "<text x=\"4\" y=\"9\" font-size=\"2\">{{name}}</text>".repeat(MAX_SLOTS + 1);
    refused(&drawing(&slots), "template-invalid");
}

#[test]
fn refuses_what_is_no_drawing() {
    for bytes in [
        &b""[..],
        b"PK\x03\x04",
        b"\x1f\x8b\x08",
        b"<html/>",
        b"<svg",
        b"\xff\xfes\0v\0g\0",
    ] {
        let failure = Template::parse("t.svg", bytes, &font()).err().unwrap();
        assert_eq!(failure.code, "template-invalid", "{bytes:?}");
    }
    let unsized_ = drawing("").replace("width=\"85.6mm\"", "width=\"100%\"");
    refused(&unsized_, "template-size");
}

#[test]
fn refuses_pictures_that_would_fill_the_memory() {
    // A PNG header that announces 60,000 by 60,000 pixels.
    let bomb = "iVBORw0KGgoAAAANSUhEUgAA6mAAAOpgCAYAAAA=";
    let image = |data: &str| {
        drawing(&format!(
            "<image width=\"9\" height=\"9\" href=\"data:{data}\"/>"
        ))
    };
    refused(
        &image(&format!("image/png;base64,{bomb}")),
        "template-picture",
    );
    // A drawing inside a drawing could hold anything.
    refused(&image("image/svg+xml;base64,PHN2Zy8+"), "template-picture");
    refused(&image("image/png;base64,AAAA"), "template-picture");
}

#[test]
fn a_template_without_a_place_for_the_code_is_none() {
    let square = "<rect id=\"code\" x=\"42\" y=\"6\" width=\"41\" height=\"41\"/>";
    let without = drawing("").replace(square, "");
    refused(&without, "template-code-missing");
    refused(&drawing(square), "template-code-twice");
    // As a group, turned, or an empty picture frame, it is one.
    for place in [
        "<g inkscape:label=\"code\"><path d=\"M42 6h41v41h-41z\"/></g>",
        "<rect id=\"code\" transform=\"rotate(90 62.5 26.5)\" x=\"42\" y=\"6\" width=\"41\" height=\"41\" style=\"fill:none\"/>",
        "<image id=\"code\" x=\"42\" y=\"6\" width=\"41\" height=\"41\" href=\"data:image/png;base64,AAAA\"/>",
    ] {
        let template = parse(&without.replace("</svg>", &format!("{place}</svg>"))).unwrap();
        let place = template.code_place;
        assert!((place.left * MM_PER_PIXEL - 42.0).abs() < 0.1, "{place:?}");
        assert!(
            (place.width() * MM_PER_PIXEL - 41.0).abs() < 0.1,
            "{place:?}"
        );
    }
}

#[test]
fn unknown_and_torn_placeholders_are_named() {
    let failure = refused(
        &drawing("<text>{{nmae}} {{until}}</text><text>{{身份证号}} {{name}</text>"),
        "template-placeholder-unknown",
    );
    let zh = failure.what.in_lang(messages::Lang::Zh);
    assert!(
        zh.contains("nmae") && zh.contains("身份证号") && zh.contains("{{name}"),
        "{zh}"
    );
    assert!(!zh.contains("until"), "{zh}");
    let torn = "<tspan>{{na</tspan><tspan>me}}</tspan></text>";
    refused(
        &drawing(&format!("<text>{torn}")),
        "template-placeholder-torn",
    );
    // In a frame, lines are broken by the program that saved it.
    let framed = format!(
        "<rect id=\"f\" x=\"4\" y=\"4\" width=\"30\" height=\"20\"/><text font-size=\"5\" style=\"shape-inside:url(#f)\">{torn}"
    );
    assert_eq!(
        texts(&parse(&drawing(&framed)).unwrap(), &card()),
        ["王*明"]
    );
}

#[test]
fn a_clone_of_a_placeholder_is_refused_rather_than_left_empty() {
    refused(
        &drawing(
            "<g id=\"g1\"><text x=\"4\" y=\"9\" font-size=\"3\">{{name}}</text></g><use xlink:href=\"#g1\" y=\"9\"/>",
        ),
        "template-clone",
    );
}

#[test]
fn text_where_nobody_would_fit_is_found_before_the_run() {
    for inside in [
        // Over the code, over the edge, and in a frame that is too small.
        "<text x=\"60\" y=\"20\" font-size=\"5\">{{name}}</text>",
        "<text x=\"-30\" y=\"20\" font-size=\"5\">{{name}}</text>",
        "<rect id=\"f\" x=\"4\" y=\"4\" width=\"6\" height=\"4\"/><text font-size=\"8\" style=\"shape-inside:url(#f)\">{{name}}</text>",
    ] {
        let failure = refused(&drawing(inside), "template-place-too-small");
        assert!(failure.what.in_lang(messages::Lang::Zh).contains("姓名"));
    }
}

/// Each of these ran for hours or took all memory, from a file of two kilobytes.
#[test]
fn refuses_what_runs_for_ever_and_says_where() {
    let bounded = |inside: &str, code: &str, what: &str| {
        let begun = std::time::Instant::now();
        let failure = refused(&drawing(inside), code);
        assert!(begun.elapsed().as_secs() < 5, "{inside:.100}");
        let said = failure.what.in_lang(messages::Lang::Zh);
        assert!(said.contains("第 1 行") && said.contains(what), "{said}");
    };
    for (inside, what) in [
        (
            "<filter id=\"f\"><feMorphology operator=\"dilate\" radius=\"5000\"/></filter>",
            "<filter id=\"f\">",
        ),
        (
            "<pattern id=\"p\" width=\"0.001\" height=\"0.001\"><rect width=\"1\" height=\"1\"/></pattern>",
            "<pattern id=\"p\">",
        ),
        ("<mask id=\"m\"/>", "<mask"),
        ("<marker id=\"m\"/>", "<marker"),
        ("<g><animate/></g>", "<animate>"),
        (
            "<rect filter=\"blur(5000)\" width=\"1\" height=\"1\"/>",
            "filter",
        ),
        (
            "<rect style=\"fill:red;/**/FILTER : blur(5000)\" width=\"1\" height=\"1\"/>",
            "filter",
        ),
        (
            "<style>.a{fill:red}\n.b{ filter:blur(5000) }</style>",
            "filter",
        ),
        ("<style>.b{ f\\69lter:blur(5000) }</style>", "<style>"),
    ] {
        bounded(inside, "template-element", what);
    }
    let clones: String = (1..12)
        .map(|level| {
            let below = format!("<use href=\"#l{}\"/>", level - 1).repeat(10);
            format!("<g id=\"l{level}\">{below}</g>")
        })
        .collect();
    let clones = format!(
        "<defs><rect id=\"l0\" width=\"1\" height=\"1\"/>{clones}</defs><use href=\"#l11\"/>"
    );
    let clips: String = (1..40)
        .map(|level| {
            let below = format!("clip-path=\"url(#c{})\"", level - 1);
            format!("<clipPath id=\"c{level}\" {below}><rect width=\"1\" height=\"1\" {below}/><rect width=\"2\" height=\"1\" {below}/></clipPath>")
        })
        .collect();
    let clips = format!(
        "<defs><clipPath id=\"c0\"><rect width=\"1\" height=\"1\"/></clipPath>{clips}</defs><rect width=\"9\" height=\"9\" clip-path=\"url(#c39)\"/>"
    );
    let layers = "<rect width=\"80\" height=\"50\" fill-opacity=\".1\"/>".repeat(300);
    let transparent = format!(
        "{}<rect width=\"9\" height=\"9\"/><rect width=\"9\" height=\"9\"/>{}",
        "<g opacity=\".9\"><path d=\"M0 0h1v1z\"/>".repeat(20),
        "</g>".repeat(20)
    );
    for (inside, what) in [
        (&clones[..], "<g id=\"l5\">"),
        (&clips, "<clipPath"),
        (
            "<path id=\"dash\" d=\"M0 0h100000000\" stroke=\"#000\" stroke-dasharray=\"0.0001\"/>",
            "<path id=\"dash\">",
        ),
        (
            "<style>.d{stroke-dasharray:0.0001 0.0001;stroke:#000}</style><path class=\"d\" d=\"M0 0h1000\" id=\"one\"/>",
            "<path id=\"one\">",
        ),
        (
            &format!(
                "<text y=\"9\" font-size=\"1\">{}</text>",
                "军".repeat(30_000)
            ),
            "<text>",
        ),
        (
            &format!("<g id=\"layers\">{layers}</g>").replace("<rect", "<rect id=\"x\""),
            "id=\"x\"",
        ),
        (&transparent, "<g>"),
        ("<g id=\"g\"><use href=\"#g\"/></g>", "id=\"g\""),
    ] {
        bounded(inside, "template-too-costly", what);
    }
}

#[test]
fn what_people_draw_is_not_too_costly() {
    let guilloche: String = (0..400)
        .map(|at| format!("<path fill=\"none\" stroke=\"#eee\" stroke-width=\".05\" d=\"M0 {at}C20 0 40 80 85 {at}\"/>"))
        .collect();
    for inside in [
        &guilloche[..],
        "<path d=\"M0 10h40\" stroke=\"#000\" stroke-width=\".2\" stroke-dasharray=\"1 .5\" style=\"marker:none;filter:none\"/>",
        "<defs><linearGradient id=\"g\"><stop offset=\"0\"/></linearGradient><linearGradient id=\"h\" xlink:href=\"#g\"/></defs>\
         <g opacity=\".5\"><rect width=\"85\" height=\"53\" fill=\"url(#h)\"/></g>",
        "<path id=\"arc\" fill=\"none\" d=\"M5 30a10 10 0 1 1 20 0\"/><text font-size=\"2\"><textPath href=\"#arc\">军人</textPath></text>",
    ] {
        if let Err(failure) = parse(&drawing(inside)) {
            panic!("{failure:?}: {inside:.200}");
        }
    }
}

/// Each of these passed the bounds: what was cloned was counted, and not weighed.
#[test]
fn refuses_long_lists_and_what_clones_make_of_them() {
    let clones = "<use href=\"#one\"/>".repeat(900);
    let path = format!(
        "<path id=\"one\" fill=\"red\" d=\"M0 0l{}\"/>",
        "1 1-1-1".repeat(4_000)
    );
    let picture = "A".repeat(40_000);
    let picture = format!(
        "<image id=\"one\" width=\"1\" height=\"1\" href=\"data:image/png;base64,{picture}\"/>"
    );
    let many = |piece: &str| piece.repeat(5_000 / piece.len() + 1);
    let nested = format!("{}{}", "<g>".repeat(100), "</g>".repeat(100));
    for inside in [
        format!("{path}{clones}"),
        // Where nobody uses it, it is expanded all the same.
        format!("<defs>{path}<g>{clones}</g></defs>"),
        format!("{picture}{clones}"),
        format!("<path d=\"M0 0h1\" stroke-dasharray=\"{}\"/>", many("9 ")),
        format!("<g style=\"{}\"/>", many("fill:red;")),
        format!("<g transform=\"{}\"/>", many("scale(1)")),
        format!("<text x=\"{}\">a</text>", "1 ".repeat(40_000)),
        format!(
            "<style>{}a{{fill:red}}</style>{}",
            "a,".repeat(3_000),
            "<g/>".repeat(1_000)
        ),
        format!(
            "<style>a{{{}}}</style>{}",
            "fill:red;".repeat(9_000),
            "<g/>".repeat(1_000)
        ),
        format!(
            "<style>{}a{{{}}}</style>",
            "a,".repeat(2_000),
            "x:y;".repeat(2_000)
        ),
        format!("<style>{}</style>", "a{} ".repeat(100_000)),
        format!("<style>svg g g g g g rect{{fill:red}}</style>{nested}"),
        "<style>a,a/*}*/{fill:red}</style>".to_owned(),
        "<style>a,a[b='}']{fill:red}</style>".to_owned(),
    ] {
        let begun = std::time::Instant::now();
        let source = drawing(&inside);
        refused(&source, "template-too-costly");
        // The same holds for an emblem.
        let emblem = Emblem::parse("e.svg", source.as_bytes(), &font());
        assert_eq!(
            emblem.err().unwrap().code,
            "template-too-costly",
            "{inside:.80}"
        );
        assert!(begun.elapsed().as_secs() < 5, "{inside:.80}");
    }
}

#[test]
fn style_sheets_as_programs_write_them_are_not_too_costly() {
    let rules: String = (0..200)
        .map(|at| {
            format!(
                ".cls-{at}, .b{at}{{fill:#fff;font-family:'Noto Sans', \"Arial\";stroke:none}}\n"
            )
        })
        .collect();
    let shapes = "<path class=\"cls-7\" d=\"M0 0h1v1z\"/>".repeat(1_000);
    let inside = format!("<style>/* it's 1, 2 */{rules} g rect{{fill:red}}</style>{shapes}");
    if let Err(failure) = parse(&drawing(&inside)) {
        panic!("{failure:?}");
    }
}

/// Memory goes by the pixels, and nothing of this is in the size of the file.
#[test]
fn refuses_pictures_of_more_pixels_than_paper_has() {
    let png = |width: u32, height: u32, depth: u8| {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend(width.to_be_bytes());
        png.extend(height.to_be_bytes());
        png.extend([depth, 6, 0, 0, 0, 0, 0, 0, 0]);
        png
    };
    let template = |png: &[u8], times: usize| {
        use base64::Engine as _;
        let data = base64::engine::general_purpose::STANDARD.encode(png);
        let image =
            format!("<image width=\"9\" height=\"9\" href=\"data:image/png;base64,{data}\"/>");
        parse(&drawing(&image.repeat(times)))
            .err()
            .map(|failure| failure.code)
    };
    let emblem = |png: &[u8]| {
        let emblem = Emblem::parse("e.png", png, &font());
        emblem.err().map(|failure| failure.code)
    };
    assert_eq!(template(&png(3_000, 3_000, 8), 1), None);
    assert_eq!(template(&png(3_000, 3_001, 8), 1), Some("template-picture"));
    assert_eq!(
        template(&png(3_000, 3_000, 16), 1),
        Some("template-picture")
    );
    assert_eq!(
        template(&png(3_000, 2_000, 8), 2),
        Some("template-too-costly")
    );
    assert_eq!(emblem(&png(1_000, 2_000, 8)), None);
    assert_eq!(emblem(&png(1_001, 2_000, 8)), Some("emblem-too-large"));
    assert_eq!(emblem(&png(1_000, 2_000, 16)), Some("emblem-too-large"));
}
