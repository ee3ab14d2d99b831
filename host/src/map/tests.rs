use super::text::plain;

#[test]
fn an_attribution_is_the_text_between_its_tags_on_one_line() {
    let html = "<a href=\"https://example.org/\">&copy; OpenStreetMap</a>\n &amp; <b>IGN</b>\0";
    assert_eq!(plain(html), "© OpenStreetMap & IGN");
    assert_eq!(plain("a < b"), "a");
    assert_eq!(plain(" <i></i> "), "");
    assert_eq!(plain("&amp;lt;script&amp;gt;"), "&lt;script&gt;");
    assert_eq!(plain(&"é".repeat(1_000)).chars().count(), 300);
}
