//! How cards are to be printed.

use maud::{Markup, html};
use messages::{Text, text};

use super::step::{PrintStep, Wishes};
use crate::desk::Failed;
use crate::form::Form;
use crate::locked::hold;
use crate::pages::{Answered, Problem, Reply, Visit};
use crate::widgets::command;
use crate::words::typed_number;

/// Holders that may be named at once.
const MAX_HOLDERS: usize = 500;

pub(super) fn show(visit: &Visit<'_>, id: &str, step: &PrintStep) -> Answered {
    let wishes = hold(&step.wishes).clone();
    let run = &step.run;
    Ok(Reply::Page(html! {
        p { strong { (visit.say(&text!("签发：{run}"; "Run: {run}"))) } }
        (visit.file_form(&format!("/print/look/{id}"), html! {
            fieldset {
                legend { (visit.say(&text!("印成什么"; "What is printed"))) }
                @for (value, label) in layouts() {
                    label.choice { input type="radio" name="as" value=(value) checked[wishes.layout() == value]; (visit.say(&label)) }
                }
            }
            (which(visit, step, &wishes))
            (looks(visit, &wishes))
            (paper(visit, &wishes))
            p.buttons {
                button type="submit" { (visit.say(&text!("看第一张卡（不打印）"; "Look at the first card (nothing is printed)"))) }
                a.button.second href=(visit.href(&format!("/print/handout/{id}"))) { (visit.say(&text!("签收表"; "Hand-out list"))) }
                a.button.second href=(visit.href("/print")) { (visit.say(&text!("另选一次签发"; "Another run"))) }
            }
        }))
        (command(visit, &step.print(visit.desk).option("--out", format!("{run}-print")).shown()))
    }))
}

fn layouts() -> [(&'static str, Text); 3] {
    [
        (
            "card-sheets",
            text!("标准卡拼在 A4 上，带裁切线"; "cards on sheets of A4, with cut marks"),
        ),
        (
            "cards",
            text!("一页一张卡，给证卡打印机"; "one card a page, for card printers"),
        ),
        (
            "slips",
            text!("大一些的纸质码，拼在 A4 上"; "larger codes on paper, on sheets of A4"),
        ),
    ]
}

/// Whose cards, and in which order.
fn which(visit: &Visit<'_>, step: &PrintStep, wishes: &Wishes) -> Markup {
    let has_list = hold(&step.listed).is_some();
    let holders: Vec<String> = wishes.holders.iter().map(u32::to_string).collect();
    html! {
        fieldset {
            legend { (visit.say(&text!("谁的卡，什么次序"; "Whose cards, in which order"))) }
            label.choice { input type="radio" name="order" value="roster" checked[!(has_list && wishes.as_list)]; (visit.say(&text!("名册的次序"; "in the order of the roster"))) }
            @if has_list {
                label.choice { input type="radio" name="order" value="list" checked[wishes.as_list]; (visit.say(&text!("签收表的次序，每组另起一页"; "in the order of the hand-out list, each section on a page of its own"))) }
            } @else {
                p.hint { (visit.say(&text!("要按乡镇、村的次序印，先做签收表。"; "To print by town and village, make the hand-out list first."))) }
            }
            label for="holders" { (visit.say(&text!("只印这些持有人编号（空着就全印）"; "These holder numbers only (all, if left empty)"))) }
            input #holders type="text" name="holders" autocomplete="off" value=(holders.join(" "));
        }
    }
}

fn choice(visit: &Visit<'_>, name: &str, checked: bool, label: &Text) -> Markup {
    html! { label.choice { input type="checkbox" name=(name) value="1" checked[checked]; (visit.say(label)) } }
}

fn looks(visit: &Visit<'_>, wishes: &Wishes) -> Markup {
    html! {
        fieldset {
            legend { (visit.say(&text!("卡的样子"; "How the card looks"))) }
            (choice(visit, "portrait", wishes.portrait, &text!("竖版"; "upright")))
            (choice(visit, "border", wishes.border, &text!("印红色边框"; "with a red border")))
            (choice(visit, "back", wishes.back, &text!("印背面：使用说明和电话"; "with a back: what to do, and whom to call")))
            label for="telephone" { (visit.say(&text!("背面的电话"; "The telephone number on the back"))) }
            input #telephone type="text" name="telephone" autocomplete="off" value=(wishes.telephone);
            label for="file" { (visit.say(&text!("单位徽标（SVG、PNG、JPEG，不选就不印）"; "The emblem of the bureau (SVG, PNG, JPEG; none if not chosen)"))) }
            input #file type="file" name="file" accept=".svg,.png,.jpg,.jpeg";
            @if let Some(emblem) = &wishes.emblem {
                (choice(visit, "keep-emblem", true, &text!("用刚才的徽标：{}", emblem.name(); "the emblem as before: {}", emblem.name())))
            }
        }
    }
}

fn paper(visit: &Visit<'_>, wishes: &Wishes) -> Markup {
    let chosen = if wishes.dpi.is_empty() {
        "300"
    } else {
        &wishes.dpi
    };
    html! {
        fieldset {
            legend { (visit.say(&text!("打印机和纸"; "Printer and paper"))) }
            label for="dpi" { (visit.say(&text!("打印机分辨率"; "Resolution of the printer"))) }
            select #dpi name="dpi" {
                @for (value, label) in [("300", text!("300 dpi（常见）"; "300 dpi (usual)")), ("600", text!("600 dpi"; "600 dpi")), ("203", text!("203 dpi（标签机）"; "203 dpi (label printers)"))] {
                    option value=(value) selected[chosen == value] { (visit.say(&label)) }
                }
            }
            label for="up" { (visit.say(&text!("一张 A4 放几张（空着就放满）"; "How many on a sheet of A4 (as many as fit, if left empty)"))) }
            input #up type="text" name="up" inputmode="numeric" value=(wishes.up);
            (choice(visit, "front-page", wishes.front_page, &text!("A4：前面加一页说明，带 100 毫米标尺"; "A4: a first page with a ruler of 100 mm")))
            (choice(visit, "cut-and-stack", wishes.cut_and_stack, &text!("A4：整叠一起裁，叠起来就是次序"; "A4: cut all sheets at once; the stacks laid on each other are in order")))
        }
    }
}

/// Keeps what was chosen.
///
/// # Errors
/// If a holder number is none.
pub(super) fn take(visit: &Visit<'_>, step: &PrintStep, form: &Form) -> Result<(), Problem> {
    let digits = |name: &str| {
        let number = typed_number::<u32>(form.text(name));
        number.map_or_else(String::new, |number| number.to_string())
    };
    let layout = layouts().map(|(value, _)| value);
    let layout = layout.into_iter().find(|value| *value == form.text("as"));
    let mut wishes = hold(&step.wishes);
    let before = wishes.emblem.take();
    *wishes = Wishes {
        layout: layout.unwrap_or_default().to_owned(),
        dpi: digits("dpi"),
        up: digits("up"),
        telephone: form.text("telephone").to_owned(),
        portrait: form.is_ticked("portrait"),
        back: form.is_ticked("back"),
        border: form.is_ticked("border"),
        front_page: form.is_ticked("front-page"),
        cut_and_stack: form.is_ticked("cut-and-stack"),
        as_list: form.text("order") == "list",
        holders: holders(visit, form.text("holders"))?,
        emblem: form
            .upload
            .clone()
            .or(before.filter(|_| form.is_ticked("keep-emblem"))),
    };
    Ok(())
}

/// Numbers with blanks, commas or line ends between them.
fn holders(visit: &Visit<'_>, typed: &str) -> Result<Vec<u32>, Problem> {
    let parts = typed
        .split(|c: char| c.is_whitespace() || ",，、;；".contains(c))
        .filter(|part| !part.is_empty());
    let mut numbers = Vec::new();
    for part in parts {
        match typed_number(part) {
            Some(number) if numbers.len() < MAX_HOLDERS => numbers.push(number),
            _ => return Err(no_holders(visit)),
        }
    }
    Ok(numbers)
}

fn no_holders(visit: &Visit<'_>) -> Problem {
    Problem::Failed(Failed {
        code: "holders-unclear".to_owned(),
        message: visit.say(&text!("持有人编号写得不对"; "the holder numbers are not clear")),
        remedy: visit.say(
            &text!("请写数字，用空格隔开，一次最多 {MAX_HOLDERS} 个。没有打印任何卡。";
                "Write numbers with blanks between them, at most {MAX_HOLDERS} at once. Nothing was printed."),
        ),
    })
}
