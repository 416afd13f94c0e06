"""The PDF: what stands on it and where, read again by another program."""

from pathlib import Path

import pypdfium2
import pytest

from reports.writers.files import written_files
from tests.unit.reports.snapshot import write_snapshot
from tests.unit.reports.test_components import page


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_snapshot(tmp_path_factory.mktemp("paper") / "marts.duckdb")


def paper(snapshot: Path, body: str, language: str = "en") -> pypdfium2.PdfDocument:
    written = written_files({language: page(snapshot, body, language)})
    return pypdfium2.PdfDocument(written[language]["weekly-review.pdf"])


def texts(document: pypdfium2.PdfDocument) -> list[str]:
    return [one.get_textpage().get_text_range() for one in document]


FIGURE = '<BarChart data={{rows}} x=shop y=amount title="The {name} figure" name={name}/>'


def test_the_data_of_each_figure_stands_on_paper_once(snapshot: Path) -> None:
    alone, within = FIGURE.format(name="lone"), FIGURE.format(name="inner")
    body = f"\n{alone}\n\n<Alert>\n<Grid cols=2>\n{within}\n</Grid>\n</Alert>\n"
    before, after = "".join(texts(paper(snapshot, body))).split("Data of the figures")
    for title in ("The lone figure", "The inner figure"):
        assert (before.count(title), after.count(title)) == (1, 1)
