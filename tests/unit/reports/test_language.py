"""The language of pages: what it understands, and how it says what it does not."""

from pathlib import Path

import pytest

from reports.blocks import Document
from reports.components.registry import known_components
from reports.context import Context
from reports.formats import Formatter
from reports.language.compiler import compile_page
from reports.language.errors import PageError
from reports.language.parser import parse_source
from reports.language.runtime import Rows
from reports.language.template import render_template
from reports.snapshot import Snapshot, run_queries
from reports.writers.markdown import write_markdown
from tests.unit.reports.snapshot import write_snapshot

ROWS = Rows("carriers", ("carrier", "late", "share"), [("Swiftpost", 3, 0.25), ("Yanwen", None, None)])
NONE = Rows("nothing", ("carrier",), [])


def rendered(source: str, **variables: object) -> str:
    page = parse_source("page.md", source, known_components())
    context = Context(Formatter("en"), {}, "page.md", Document())
    components = known_components()
    values = {"carriers": ROWS, "nothing": NONE, **page.variables, **variables}
    text = render_template(compile_page(page, components), values, context, components)
    return write_markdown(text, context.document)


def test_a_loop_makes_list_items_without_gaps() -> None:
    source = "{#each carriers as row, i}\n- {i + 1}. {row.carrier}: {row.late ?? 'unknown'}\n{/each}\n"
    assert rendered(source) == "- 1. Swiftpost: 3\n- 2. Yanwen: unknown\n"


def test_a_loop_over_nothing_takes_its_else() -> None:
    assert rendered("{#each nothing as row}\n{row.carrier}\n{:else}\nnone\n{/each}\n") == "none\n"


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("carriers.length", "2"),
        ("carriers[0].late * 2 + 1", "7"),
        ("carriers[1].late * 2", "–"),
        ("carriers[0].late > 2 && !false ? 'many' : 'few'", "many"),
        ("carriers[1].late > 2 ? 'many' : 'few'", "few"),
        ("carriers[0].late / 0", "–"),
        ("carriers[0].share + 0.05 == 0.3 ? 'exact' : 'binary'", "exact"),
        ("fmt(carriers[0].share, 'pct1')", "25.0%"),
        ("fmt(null, 'usd0')", "–"),
        ("-carriers[0].late", "−3"),
    ],
)
def test_an_expression_reckons_as_the_subset_says(expression: str, said: str) -> None:
    assert rendered(f"{{{expression}}}\n") == f"{said}\n"


def test_conditions_take_the_first_true_branch() -> None:
    source = "{#if carriers.length == 0}\na\n{:else if carriers.length == 2}\nb\n{:else}\nc\n{/if}\n"
    assert rendered(source) == "b\n"


def test_what_jinja_would_read_stays_text() -> None:
    # `{#` opens a comment in plain Jinja2, `{%` a statement: neither may reach it from a page or a string.
    source = "`{{ 7 * 7 }}` and {'{{ 7 * 7 }} {# gone #} {% raw %}'}\n\n<Note>\\{% x %\\}</Note>\n"
    assert rendered(source) == "`{{ 7 * 7 }}` and {{ 7 \\* 7 }} {\\# gone \\#} {% raw %}\n\n> {% x %}\n"


def test_a_page_can_not_reach_into_python() -> None:
    with pytest.raises(PageError, match=r"page.md:1: there is no '__class__' here"):
        rendered("{carriers[0].__class__}")


def test_variables_of_the_front_matter_are_names_of_the_page() -> None:
    assert rendered("---\ntitle: A page\nlimit: 4\n---\nAt most {limit}.\n") == "At most 4.\n"


def test_a_partial_is_put_in_and_its_errors_name_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text("from a partial\n", encoding="utf-8")
    (tmp_path / "bad.md").write_text("fine\n\n<Gird>\n", encoding="utf-8")
    (tmp_path / "round.md").write_text('{@partial "round.md"}\n', encoding="utf-8")
    page = parse_source("page.md", '{@partial "good.md"}\n', known_components(), partials=tmp_path)
    assert compile_page(page, known_components()).constants == ["from a partial\n"]
    with pytest.raises(PageError, match=r"bad.md:3: <Gird>: .*did you mean Grid\?"):
        parse_source("page.md", '{@partial "bad.md"}\n', known_components(), partials=tmp_path)
    with pytest.raises(PageError, match=r"page\.md → round\.md → round\.md"):
        parse_source("page.md", '{@partial "round.md"}\n', known_components(), partials=tmp_path)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("one\n\n<DataTabel data={carriers} />", r"page.md:3: <DataTabel>: .*did you mean DataTable\?"),
        (
            "a\n<Grdi>\n\nb\n\n</Grid>\n",
            r"page.md:2: <Grdi>: .*did you mean Grid\?",
        ),
        (
            "a\n<Grid>\n\nb\n\n</Gird>\n",
            r"page.md:6: </Gird> .*did you mean </Grid>\?",
        ),
        ("<Grid>\n<Tabs>\n</Grid>", "page.md:3: </Grid> stands inside the <Tabs> of line 2$"),
        ("<Grid>\n", "page.md:1: <Grid> is not closed$"),
        (
            "<DataTable data={carriers}>\n<Colum id=late />\n</DataTable>",
            r"page.md:2: .*did you mean <Column>\?",
        ),
        (
            "\n<DataTable data={carriers} rws=3 />",
            r"page.md:2: .*'rws'; did you mean rows\?",
        ),
        ("<DataTable data={carirers} />", r"page.md:1: there is no 'carirers' here; did you mean carriers\?"),
        ("{#each carirers as row}a{/each}", r"page.md:1: .*did you mean carriers\?"),
        ("{#if carriers.lenght}a{/if}", r"page.md:1: query 'carriers' .*; did you mean length\?"),
        ("\n{#eahc carriers as row}a{/each}", r"page.md:2: .*is not supported; did you mean \{#each\?"),
        ("<BarChart data={carriers} x=carrier y=lat />", r"page.md:1: <BarChart>: .*did you mean late\?"),
        ("<LineChart data={carriers} x=carrier y=late series=shar />", r"page.md:1: .*did you mean share\?"),
        (
            "<ScatterPlot data={carriers} x=late y=share label=carier />",
            r"page.md:1: .*did you mean carrier\?",
        ),
        ("<DataTable data={carriers} strong=lat />", r"page.md:1: <DataTable>: .*did you mean late\?"),
        (
            "<DataTable data={carriers}><Column id=late tone=lat /></DataTable>",
            r"page.md:1: .*did you mean late\?",
        ),
        ("<Heatmap data={carriers} />", "page.md:1: <Heatmap>: needs value, x, y"),
        ("\n<DataTable data={carriers} colour=red />", "page.md:2: <DataTable>: has no attribute 'colour'"),
        ("<BigValue data={carriers} />", "page.md:1: <BigValue>: needs value"),
        ("a\n{#each carriers as row}\nb\n", r"page.md:2: \{#each\} is not closed"),
        ("{#if true}\n{/each}\n", r"page.md:2: \{/each\} stands inside the \{#if\} of line 1"),
        ("text\n{/if}", r"page.md:2: \{/if\} closes nothing"),
        ("<Grid>\n\n{#if true}</Grid>{/if}", "page.md:3: </Grid> stands inside"),
        ("{carriers.map(r => r.late)}", "page.md:1: only fmt"),
        ("{x => x}", "page.md:1: arrow functions are not supported"),
        ("\n{new Date()}", "page.md:2: 'new' is not part of the subset"),
        ("a <script>alert(1)</script>", "page.md:1: <script>: HTML tags are not supported"),
        ("<Grid", "page.md:1: <Grid>: the tag is not closed"),
        ("{#await x}", r"page.md:1: \{#await x\} is not supported"),
        ("a { b", "page.md:1: a brace is opened and not closed"),
        ("```sql one two\nselect 1\n```\n", "page.md:1: 'one two' can't name a query"),
        ("---\ntitle: [a\n---\n", "page.md:[23]: the front matter is not YAML"),
        ("<DataTable data={carriers}>\ntext\n</DataTable>", "page.md:1: <DataTable>: holds <Column> only"),
        ("<Column id=late />", "page.md:1: <Column>: stands only inside <DataTable>"),
        ("a\n\n{carier.late}", "page.md:3: there is no 'carier' here"),
        ("a\n\n{carriers[0].lat}", r"page.md:3: there is no 'lat' here; did you mean late\?"),
        ("{carriers.late}", r"page.md:1: query 'carriers' is a list of rows: write carriers\[0\].late"),
        ("a\n{nothing[0].carrier}", "page.md:2: query 'nothing' has 0 rows, row 0 was asked"),
        ("a\n{fmt(1, 'usd9')}", "page.md:2: there is no format 'usd9'"),
        ("\n<DataTable data={carriers}>\n<Column id=lte />\n</DataTable>", "page.md:2: <DataTable>: .*'lte'"),
        ("\n<Text id=table.omitted />", "page.md:2: <Text>: message 'table.omitted' needs 'count'"),
    ],
)
def test_what_is_outside_the_subset_is_an_error_with_its_line(source: str, message: str) -> None:
    with pytest.raises(PageError, match=message):
        rendered(source)


def queried(tmp_path: Path, source: str) -> dict[str, Rows]:
    page = parse_source("page.md", source, known_components())
    with Snapshot(write_snapshot(tmp_path / "marts.duckdb")) as snapshot:
        return run_queries(snapshot, page.queries, {"week": "2026-W20"})


def test_queries_chain_in_any_order_and_bind_their_parameters(tmp_path: Path) -> None:
    source = (
        "```sql shops\nselect count(*) as n from ${lanes} order by n\n```\n"
        "```sql lanes\n"
        "select * from marts.fulfillment_sla_weekly where week = ${params.week} order by carrier\n```\n"
    )
    assert queried(tmp_path, source)["shops"][0]["n"] == 2


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a\n```sql q\nselect 1 as x\n```\n", "page.md:2: query 'q' has no order by"),
        ("```sql q\nselect 1 as x -- order by x\n```\n", "page.md:1: query 'q' has no order by"),
        (
            "```sql q\nselect * from ${b} order by 1\n```\n```sql b\nselect * from ${q} order by 1\n```\n",
            "q → b → q",
        ),
        ("```sql q\nselect * from ${lane} order by 1\n```\n", r"page.md:1: \$\{lane\} is no query"),
        ("```sql q\nselect ${params.wek} order by 1\n```\n", r"page.md:1: .*'wek'; did you mean week\?"),
        (
            "a\n```sql q\nselect\n  nope\nfrom marts.orders\norder by 1\n```\n",
            "page.md:[3-6]: query 'q': Catalog",
        ),
        (
            "```sql q\nselect carier\nfrom marts.fulfillment_sla_weekly\norder by 1\n```\n",
            "page.md:[2-4]: query 'q': Binder.*Candidate bindings: .*carrier",
        ),
        (
            "```sql q\nselect 1 from marts.fulfillment_sla_wekly order by 1\n```\n",
            "page.md:[1-2]: query 'q': Catalog.*Did you mean .*fulfillment_sla_weekly",
        ),
        (
            "```sql q\nselect * from read_csv('/etc/passwd') order by 1\n```\n",
            "page.md:2: query 'q': Permission",
        ),
    ],
)
def test_a_query_that_can_not_be_run_is_an_error_with_its_line(
    tmp_path: Path, source: str, message: str
) -> None:
    with pytest.raises(PageError, match=message):
        queried(tmp_path, source)
