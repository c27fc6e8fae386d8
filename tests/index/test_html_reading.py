import pytest

from tests.doubles.readers import blocks, document


def read(html: str) -> list[str]:
    return blocks("page.html", html)


@pytest.mark.parametrize(
    "tag",
    ["main", "article", "section", "header", "aside", "figure", "details", "hgroup", "my-box"],
)
def test_a_page_that_leaves_out_its_body_tag_is_read(tag):
    html = f"<!DOCTYPE html><meta charset=utf-8><title>T</title><{tag}><p>Figs dry.</{tag}><p>End."
    assert read(html) == ["Figs dry.", "End."]


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("iso-8859-1", "cp1252", "Costs 20–30 € “net”"),
        ("iso-8859-9", "cp1254", "Şişli 20–30"),
        ("ascii", "cp1252", "5–6"),
        ("gb2312", "gbk", "镕 20"),
        ("shift_jis", "cp932", "①費用"),
        ("ks_c_5601-1987", "cp949", "똠 20"),
        ("utf-16", "utf-8", "Größe"),
        ("x-sjis", "cp932", "㈱東京"),
        ("windows-1251", "cp1251", "Цена 20"),
    ],
)
def test_names_of_encodings_mean_what_they_mean_to_browsers(label, codec, text):
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">'
    assert blocks("a.html", f"{head}<p>{text}</p>".encode(codec)) == [text]


def test_an_encoding_is_found_in_an_xml_declaration_and_late_in_the_page():
    declared = '<?xml version="1.0" encoding="iso-8859-2"?><html><body><p>Žďár</p></body></html>'
    assert blocks("a.html", declared.encode("iso-8859-2")) == ["Žďár"]
    late = f"<html><head><!-- {'x' * 9000} --><meta charset=windows-1250><body><p>Žďár</p>"
    assert blocks("a.html", late.encode("cp1250")) == ["Žďár"]


def test_one_wrong_byte_does_not_turn_a_page_of_utf_8_into_another_encoding():
    page = (
        "<meta charset=utf-8><p>Größe, Maß und Länge kosten 20–30 €.</p><p>".encode() + b"\xff</p>"
    )
    assert blocks("a.html", page)[0] == "Größe, Maß und Länge kosten 20–30 €."


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("Pay is $61,500<sup>7</sup> a year.", "Pay is $61,500 a year."),
        ("Pay is $61,500<sup>[7]</sup>.", "Pay is $61,500."),
        ("Pay is $61,500<sup>a, b</sup>.", "Pay is $61,500."),
        ('Pay is $61,500<sup><a href="#n7">7</a></sup>.', "Pay is $61,500."),
        ('Pay is $61,500<a class="footnote" href="#n7">7</a>.', "Pay is $61,500."),
        ('Pay is $61,500<a href="#n7">7</a>.', "Pay is $61,500."),
        ('Pay is 61<a epub:type="noteref" href="n.xhtml#n7">7</a>.', "Pay is 61."),
        ('Pay is 61<a role="doc-noteref" href="#n7">*</a>.', "Pay is 61."),
        ('Pay is <span epub:type="pagebreak" id="p9">9</span>61.', "Pay is 61."),
        ('Pay is <span role="doc-pagebreak" id="p9">9</span>61.', "Pay is 61."),
        ("About 10<sup>6</sup> people, 5 m<sup>2</sup> each.", "About 10^6 people, 5 m^2 each."),
        ("From 10<sup>-3</sup> to 2<sup>10</sup>.", "From 10^-3 to 2^10."),
        ("The 1<sup>st</sup> of May.", "The 1st of May."),
        ("Water is H<sub>2</sub>O.", "Water is H2O."),
        ('See <a href="#s3">3</a> and "<a href="#s4">4</a>".', 'See 3 and "4".'),
        ("<sup>7</sup> As of May.", "7 As of May."),
        ("<math><msup><mn>10</mn><mn>6</mn></msup></math> or so.", "10^6 or so."),
        ("<math><mfrac><mn>3</mn><mn>4</mn></mfrac></math> of all.", "3/4 of all."),
    ],
)
def test_a_raised_number_never_joins_a_figure(html, said):
    assert read(f"<p>{html}</p>") == [said]


@pytest.mark.parametrize(
    "struck",
    [
        "<s>210</s>",
        "<del>210</del>",
        "<strike>210</strike>",
        '<span style="text-decoration: line-through">210</span>',
        '<span class="old">210</span>',
    ],
)
def test_what_is_struck_out_is_not_read(struck):
    style = "<style>.old { text-decoration-line: line-through }</style>"
    assert read(f"{style}<p>It costs {struck} 260 dollars.") == ["It costs 260 dollars."]


@pytest.mark.parametrize(
    ("sheet", "element"),
    [
        (".no { display: none }", '<p class="no">Free.</p>'),
        ("p.No, i { color: red; visibility:hidden; }", '<p class="No">Free.</p>'),
        ("@media screen { #gone { display:none!important } }", '<div id="gone">Free.</div>'),
        ("/* .x{} */ body > div p { font-size: 0 }", "<div><p>Free.</p></div>"),
        ("", '<p style="opacity:0">Free.</p>'),
        ("", "<p hidden>Free.</p>"),
        ("", '<p aria-hidden="true">Free.</p>'),
    ],
)
def test_what_is_hidden_is_not_read(sheet, element):
    seen = "It costs 260 dollars, which is paid at the door."
    assert read(f"<style>{sheet}</style><p>{seen}</p>{element}") == [seen]


@pytest.mark.parametrize(
    "sheet",
    [
        "@media print { .a { display: none } }",
        ".a { display: none } .a.b { display: block }",
        ".a:hover { display: none }",
        ".a::before { display: none }",
        ".a { opacity: 0.5; font-size: 0.9em }",
        "p, .a { visibility: hidden }",  # of the whole page: a script will show it
    ],
)
def test_what_a_style_sheet_does_not_hide_for_good_is_read(sheet):
    assert read(f'<style>{sheet}</style><p>It costs 260.</p><p class="a b">Paid twice.</p>') == [
        "It costs 260.",
        "Paid twice.",
    ]


def table(rows: str) -> list[str]:
    return read(f"<table>{rows}</table>")


def test_a_cell_over_two_rows_holds_for_both():
    assert table(
        "<tr><th>Course<th>Town<th>Fee<tr><td>A<td rowspan=2>Ulm<td>20<tr><td>B<td>30"
    ) == ["Course: A; Town: Ulm; Fee: 20", "Course: B; Town: Ulm; Fee: 30"]


def test_a_cell_over_two_columns_moves_nothing():
    head = "<tr><th>Course<th>Fee<th>Days"
    assert table(f"{head}<tr><td colspan=2>B, free<td>9") == ["Course / Fee: B, free; Days: 9"]
    assert table(f"{head}<tr><td>C<td colspan=2>not known") == ["Course: C; Fee / Days: not known"]


def test_names_in_two_rows_are_read_together():
    head = "<tr><th rowspan=2>Job<th colspan=2>Pay<tr><th>From<th>To"
    assert table(f"{head}<tr><td>Cook<td>20<td>30") == ["Job: Cook; Pay, From: 20; Pay, To: 30"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("<tr><th>Apply by 3 May.", ["Apply by 3 May."]),
        ("<tr><td>Apply by 3 May.", ["Apply by 3 May."]),
        ("<tr><th>Fee<th>20 euros", ["Fee; 20 euros"]),
        ("<tr><th>Fee<td>20 euros<tr><th>Days<td>9", ["Fee: 20 euros", "Days: 9"]),
        ("<tr><td>Fee:<td>20 euros<tr><td>Days:<td>9", ["Fee: 20 euros", "Days: 9"]),
        (
            "<tr><td>Job<td>Pay<tr><td>Cook<td>20<tr><td>Maid<td>19",
            ["Job: Cook; Pay: 20", "Job: Maid; Pay: 19"],
        ),
        ("<tr><td><b>Job</b><td><b>Town</b><tr><td>Cook<td>Ulm", ["Job: Cook; Town: Ulm"]),
        (
            "<tr><td>Ann<td>Ulm<td>cook<tr><td>Bob<td>Bonn<td>maid",
            ["Ann; Ulm; cook", "Bob; Bonn; maid"],
        ),
        (
            "<tr><th colspan=2>Fees of 2026<tr><th>Job<th>Fee<tr><td>Cook<td>20",
            ["Fees of 2026", "Job: Cook; Fee: 20"],
        ),
        (
            "<tr><th>Job<th>Note<tr><td>Cook<td>See <table><tr><td>fee<td>20</table>",
            ["Job: Cook; Note: See fee; 20"],
        ),
    ],
)
def test_each_row_of_a_table_is_read_under_its_names(rows, said):
    assert table(rows) == said


def test_a_table_that_arranges_a_page_keeps_its_headings():
    page = "<table><tr><td><a>Home</a><td><h1>Figs</h1><p>They dry.</p><h2>Fees</h2><p>Ten.</table>"
    read = document("a.html", page)
    assert read.title == "Figs"
    assert read.blocks[-1].headings[-1] == "Fees"


def test_a_list_keeps_the_numbers_that_it_gives_itself():
    page = "<ol start=4><li>a<li value=9>b<li>c<ul><li>d</ul></ol>"
    assert document("a.html", page).text == "4. a\n9. b\n10. c\n- d"
