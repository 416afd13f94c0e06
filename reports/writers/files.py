"""Every format of a rendered review, as file names with their bytes.

The page, its paper, its letter, its Markdown, its figures, and the data of its tables: all from the same
blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reports.review import NAME, RenderedLanguage
from reports.writers.fonts import characters, font_faces
from reports.writers.mail import Letter, letter
from reports.writers.page import html_page
from reports.writers.pdf import begin_report
from reports.writers.sheets import SheetPage, csv_twin, sheets_of, workbook


def written_files(rendered: Mapping[str, RenderedLanguage]) -> dict[str, dict[str, bytes]]:
    """The files of each language, by their path in the language's folder."""
    sections = {language: one.sections for language, one in rendered.items()}
    markdown = {language: one.markdown for language, one in rendered.items()}
    # One subset for all languages: cutting it is most of what an HTML file costs.
    seen = [text for language, one in rendered.items() for text in (
        one.frame.brand, one.frame.title, one.frame.dates, one.frame.footer, *one.frame.files,
        markdown[language], *(section.fragment for section in sections[language]),
    )]  # fmt: skip
    paper = {language: _begin_pdf(one) for language, one in rendered.items()}
    faces = font_faces(characters(seen)) if rendered else ""
    return {
        language: {
            f"{NAME}.html": html_page(one.frame, sections[language], faces).encode(),
            f"{NAME}.md": markdown[language].encode(),
            f"{NAME}.pdf": paper[language](),
            f"{NAME}.eml": _letter(one),
            **_data(one),
            **{f"figures/{name}.svg": (figure.svg + "\n").encode() for name, figure in one.figures.items()},
        }
        for language, one in rendered.items()
    }


def _begin_pdf(one: RenderedLanguage) -> Callable[[], bytes]:
    frame = {"title": one.frame.title, "dates": one.frame.dates, "brand": one.frame.brand,
             "language": one.frame.language}  # fmt: skip
    pages = [(page.title, page.text, page.document) for page in one.pages]
    return begin_report(frame, pages, one.frame.data_title, one.frame.footer)


def _letter(one: RenderedLanguage) -> bytes:
    frame, first = one.frame, one.pages[0]
    head = Letter(
        language=frame.language, subject=one.subject, brand=frame.brand, title=frame.title, dates=frame.dates,
        foot=frame.mail,
    )  # fmt: skip
    return letter(head, first.text, first.document)


def _data(one: RenderedLanguage) -> dict[str, bytes]:
    pages = [SheetPage(page.title, sheets_of(page.document)) for page in one.pages]
    contents = one.frame.workbook
    assert len(contents) == 4  # the frame names the contents and its three columns
    book = workbook(f"{one.frame.title} {one.frame.dates}", contents, pages)
    twins = {f"tables/{sheet.name}.csv": csv_twin(sheet).encode() for page in pages for sheet in page.sheets}
    return {f"{NAME}.xlsx": book, **twins}
