#!/usr/bin/env python3
"""Pictures of merged workbooks, notices and marked-up returns for docs/tour: look_at_workbooks_and_notices.py OFFICE.

OFFICE is one that `liangze demo` has made. Needs LibreOffice, pdftoppm and pdftotext; of Python nothing but what comes with it.
"""
import pathlib
import subprocess
import sys
import tempfile

OFFICE = pathlib.Path(sys.argv[1]).resolve()
TOUR = pathlib.Path(__file__).resolve().parent
# Name of the picture, file in the outbox, words that stand on the page that is shown, width in pixels.
PAGES = (
    ("workbook-cover", "2014Q3/景岳省汇总_2014Q3.xlsx", "汇总范围", 620),
    ("workbook-rates", "2015Q1/景岳省汇总_2015Q1.xlsx", "报表报送质量统计表", 900),
    ("workbook-region", "2015Q1/景岳省汇总_2015Q1.xlsx", "责任追究情况汇总表（按地区）", 900),
    ("workbook-measures", "2015Q1/景岳省汇总_2015Q1.xlsx", "责任追究情况汇总表（按处理方式）", 900),
    ("workbook-charts", "2015Q1/景岳省汇总_2015Q1.xlsx", "第一季度报表按时率", 620),
    ("notice-document", "2014Q3/notices/N04-*/*通报.docx", "责任追究情况的通报", 620),
    ("notice-tail", "2014Q3/notices/N04-*/*通报.docx", "抄送", 620),
    ("notice-letter", "2014Q3/notices/N03-*/*.docx", "催报", 620),
    ("returned-list", "2015Q1/returned/*等2种*.xlsx", "问题清单", 1400),
    ("returned-form", "2015Q1/returned/*等2种*.xlsx", "填表人", 1400),
    ("returned-document", "2014Q2/returned/*.docx", "", 620),
)


def pdf_of(file, folder):
    """The file as LibreOffice prints it, made once."""
    made = folder / file.parent.name / f"{file.stem}.pdf"
    if not made.exists():
        profile = f"-env:UserInstallation=file://{folder}/profile"
        convert = ["timeout", "-k", "5", "120", "soffice", "--headless", profile, "--convert-to", "pdf"]
        convert += ["--outdir", made.parent, file]
        subprocess.run(convert, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return made


def page_of(pdf, words):
    """The first page with the words on it; not the contents of a workbook, which name all of its sheets."""
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True).stdout.decode()
    found = [number for number, page in enumerate(text.split("\f"), 1)
             if words in page.replace(" ", "") and not page.strip().startswith("目录")]
    return found[0] if found else None


def main():
    wanting = []
    with tempfile.TemporaryDirectory() as folder:
        for name, pattern, words, width in PAGES:
            for file in sorted((OFFICE / "outbox").glob(pattern)):
                pdf = pdf_of(file, pathlib.Path(folder))
                page = page_of(pdf, words)
                if page is None:
                    continue
                shot = ["pdftoppm", "-png", "-singlefile", "-f", str(page), "-l", str(page)]
                shot += ["-scale-to-x", str(width), "-scale-to-y", "-1", pdf, TOUR / name]
                subprocess.run(shot, check=True)
                break
            else:
                wanting.append(name)
    print("\n".join(f"no page for {name}" for name in wanting) or "all pages were found")
    return 1 if wanting else 0


if __name__ == "__main__":
    sys.exit(main())
