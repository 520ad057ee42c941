//! The page for the person: to be printed and handed over. Everything from data is escaped.

use books::report::Dimension;
use messages::{Lang, Text, dates, text, words};

use super::collected::{BooksOfPerson, Subject, SubjectCode};
use super::kept::{kept, rights};
use super::words::{act, content, how, money, standing};
use crate::benefit_report::{Cover, begin_page};
use crate::books::mark_text;
use crate::catalogue::day_text;
use crate::html::Html;

/// The page.
pub(crate) fn page(subject: &Subject, lang: Lang) -> Vec<u8> {
    let cover = Cover {
        bureau: subject.bureau.clone(),
        made: dates::minute(subject.made),
        head: String::new(),
    };
    let title = text!("本单位存有的您的个人信息"; "What is stored about you");
    let mut writer = Writer {
        html: begin_page(title.in_lang(lang), &cover, lang),
        lang,
    };
    writer.about(subject, &cover);
    writer.codes(subject);
    writer.acts(subject);
    writer.complaints(subject);
    match &subject.books {
        Some(books) => {
            writer.uses(subject, books);
            writer.marks(books);
        }
        None => {
            writer.heading(&text!("优待使用"; "Uses"));
            writer.paragraph(&text!("还没有导入过任何终端的流水。"; "No journal of a terminal was ever imported."));
        }
    }
    writer.kept();
    writer.html.markup("</main></body></html>\n");
    writer.html.into_bytes()
}

struct Writer {
    html: Html,
    lang: Lang,
}

impl Writer {
    fn heading(&mut self, title: &Text) {
        self.html.element("<h2>", title.in_lang(self.lang), "</h2>");
    }

    fn paragraph(&mut self, text: &Text) {
        self.html.element("<p>", text.in_lang(self.lang), "</p>");
    }

    fn head(&mut self, names: &[Text]) {
        self.html.markup("<table><thead><tr>");
        for name in names {
            self.html
                .element("<th class=\"left\">", name.in_lang(self.lang), "</th>");
        }
        self.html.markup("</tr></thead><tbody>");
    }

    fn row(&mut self, cells: &[&str]) {
        self.html.markup("<tr>");
        for cell in cells {
            self.html.element("<td class=\"left\">", cell, "</td>");
        }
        self.html.markup("</tr>");
    }

    fn end_table(&mut self) {
        self.html.markup("</tbody></table>");
    }

    fn about(&mut self, subject: &Subject, cover: &Cover) {
        let (holder, made, record) = (subject.holder, &cover.made, subject.disclosure);
        for line in [
            text!("持有人编号 {holder}"; "Holder number {holder}"),
            text!("制作于 {made}（北京时间）；已记入操作记录第 {record} 条";
                "Made {made} (Beijing time); noted as record {record} of the audit log"),
            text!("只给本人或其代理人。里面没有别人的信息；经办人的姓名是为了说明谁做了什么。";
                "For the person, or who acts for them. There is nothing of other people in it; clerks are named to say who did what."),
        ] {
            self.html
                .element("<p class=\"about\">", line.in_lang(self.lang), "</p>");
        }
    }

    fn codes(&mut self, subject: &Subject) {
        self.heading(&text!("您的码"; "Your codes"));
        for code in &subject.codes {
            self.code(code, subject);
        }
    }

    fn code(&mut self, code: &SubjectCode, subject: &Subject) {
        let lang = self.lang;
        let (serial, kind) = (code.entry.serial, code.entry.kind().text());
        let title = text!("第 {serial} 张：{}", kind.in_lang(Lang::Zh);
            "Code {serial}: {}", kind.in_lang(Lang::En));
        self.html.element("<h3>", title.in_lang(lang), "</h3>");
        self.html.markup("<table><tbody>");
        let plain = |text: String| Text::new(text.clone(), text);
        let entry = &code.entry;
        let mut rows = content(code);
        let (from, until) = (
            dates::minute(entry.validity.from),
            dates::last_day(entry.validity.until),
        );
        rows.push((
            text!("有效期"; "Validity"),
            text!("{from} 至 {until}"; "{from} to {until}"),
        ));
        rows.push((text!("状态"; "Standing"), standing(code, subject.made)));
        rows.push((
            text!("状态序号"; "Status index"),
            plain(entry.status_index.to_string()),
        ));
        if let Some(issued) = code.issued {
            rows.push((text!("签发"; "Issued"), plain(dates::minute(issued))));
        }
        if let Some(output) = &entry.output {
            rows.push((
                text!("图片（签发文件夹里的文件）"; "Picture, in the folder of that run"),
                plain(output.file.clone()),
            ));
        }
        if let Some(key) = entry
            .holder_key
            .as_ref()
            .and_then(|key| key.public_key().ok())
        {
            rows.push((
                text!("绑定的手机公钥（指纹）"; "Public key of the phone (thumbprint)"),
                plain(words::thumbprint(&key)),
            ));
        }
        for (name, value) in rows {
            self.row(&[name.in_lang(lang), value.in_lang(lang)]);
        }
        self.end_table();
    }

    fn acts(&mut self, subject: &Subject) {
        self.heading(&text!("谁在什么时候做了什么（操作记录）"; "Who did what when (audit log)"));
        self.head(&[
            text!("时间"; "Time"),
            text!("事项"; "What"),
            text!("经办人"; "Clerk"),
            text!("记录"; "Record"),
        ]);
        for record in &subject.records {
            let (at, what) = (dates::minute(record.at), act(record));
            let number = record.record.to_string();
            self.row(&[&at, what.in_lang(self.lang), &record.actor, &number]);
        }
        self.end_table();
    }

    fn complaints(&mut self, subject: &Subject) {
        if subject.complaints.is_empty() {
            return;
        }
        self.heading(&text!("您的投诉"; "Your complaints"));
        self.head(&[
            text!("哪一天"; "Day"),
            text!("商户"; "Merchant"),
            text!("优待项目"; "Benefit"),
            text!("内容"; "What it says"),
            text!("写于"; "Written"),
        ]);
        for one in &subject.complaints {
            let benefit = one.benefit.map(|number| number.to_string());
            self.row(&[
                &day_text(one.day),
                &one.merchant.to_string(),
                benefit.as_deref().unwrap_or_default(),
                &one.text,
                &dates::minute(one.made),
            ]);
        }
        self.end_table();
    }

    fn uses(&mut self, subject: &Subject, books: &BooksOfPerson) {
        self.heading(&text!("优待使用（流水账）"; "Uses (books)"));
        if books.uses.is_empty() {
            self.paragraph(&text!("没有记录。"; "Nothing is recorded."));
            return;
        }
        let (uses, full, charged) = subject.totals();
        let saved = money(full.saturating_sub(charged));
        self.paragraph(
            &text!("共 {uses} 次，节省 {}（不含已撤回的）。", saved.in_lang(Lang::Zh);
            "{uses} in all, {} saved, without those that were undone.", saved.in_lang(Lang::En)),
        );
        self.head(&[
            text!("时间"; "Time"),
            text!("商户（终端）"; "Merchant (terminal)"),
            text!("优待项目"; "Benefit"),
            text!("数量"; "Units"),
            text!("原价"; "Price"),
            text!("实付"; "Paid"),
            text!("凭什么"; "On what"),
        ]);
        let lang = self.lang;
        for one in &books.uses {
            let labels = &books.labels;
            let merchant = labels.of(Dimension::Merchant, one.merchant);
            let merchant = format!("{} ({})", merchant.in_lang(lang), one.terminal);
            let benefit = labels.of(Dimension::Benefit, one.benefit);
            let amount = |of: Option<u64>| {
                of.map_or_else(String::new, |fen| money(fen).in_lang(lang).to_owned())
            };
            let price = one.price;
            self.row(&[
                &dates::minute(one.time),
                &merchant,
                benefit.in_lang(lang),
                &one.units.to_string(),
                &amount(price.map(|price| price.full)),
                &amount(price.map(|price| price.charged)),
                how(one, books.ratings.get(&one.record).copied()).in_lang(lang),
            ]);
        }
        self.end_table();
    }

    fn marks(&mut self, books: &BooksOfPerson) {
        self.heading(&text!("有疑问的记录（标记）"; "Records to be looked at (marks)"));
        if books.marks.is_empty() {
            self.paragraph(&text!("没有。标记只供核查，不改变任何记录。"; "None. A mark is for looking into a record, and changes nothing."));
            return;
        }
        self.head(&[
            text!("时间"; "Time"),
            text!("原因"; "Why"),
            text!("终端"; "Terminal"),
            text!("流水记录"; "Record"),
        ]);
        for mark in &books.marks {
            let why = mark_text(mark.kind);
            self.row(&[
                &dates::minute(mark.time),
                why.in_lang(self.lang),
                &mark.terminal.to_string(),
                &mark.record.number.to_string(),
            ]);
        }
        self.end_table();
    }

    fn kept(&mut self) {
        self.heading(&text!("还有什么、从哪里来、保存多久"; "What else there is, where it came from, and how long it stays"));
        self.head(&[
            text!("在哪里"; "Where"),
            text!("是什么"; "What"),
            text!("多久"; "How long"),
        ]);
        for one in kept() {
            let lang = self.lang;
            self.row(&[
                one.place.in_lang(lang),
                one.what.in_lang(lang),
                one.how_long.in_lang(lang),
            ]);
        }
        self.end_table();
        self.heading(&text!("您的权利"; "Your rights"));
        self.html.markup("<section class=\"notes\"><ul>");
        for right in rights() {
            self.html.element("<li>", right.in_lang(self.lang), "</li>");
        }
        self.html.markup("</ul></section>");
    }
}
