#!/usr/bin/env python3
"""Looks at a report.html as its readers do: pictures at several widths, a PDF, and what axe-core finds (docs/report.md)."""

import argparse
import pathlib
import sys

import axe_playwright_python
from PIL import Image
from playwright.sync_api import sync_playwright

WIDTHS = (320, 360, 820, 1440)


def look(page, width, wrong):
    """What is wrong with the page at a width, folded up and unfolded."""
    axe = pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js"
    page.evaluate(axe.read_text(encoding="utf-8"))
    for unfolded in (False, True):
        if unfolded:
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        found = page.evaluate("axe.run(document)")
        for violation in found["violations"]:
            wrong.append(f"{width}: {violation['id']}: {violation['help']}: {violation['nodes'][0]['html']}")
        print(f"{width} px, {'unfolded' if unfolded else 'folded'}: "
              f"{len(found['violations'])} violations, {len(found['passes'])} passes")
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            wrong.append(f"{width}: the page is {wide} px wide")


def small(path, colours):
    """Makes a picture small enough to be kept."""
    Image.open(path).convert("P", palette=Image.Palette.ADAPTIVE, colors=colours).save(path, optimize=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--chromium", help="the browser; without it the one that playwright brings")
    arguments.add_argument("page", type=pathlib.Path)
    arguments.add_argument("pictures", type=pathlib.Path)
    given = arguments.parse_args()
    given.pictures.mkdir(parents=True, exist_ok=True)
    address = given.page.resolve().as_uri()
    wrong = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=["--no-sandbox"])
        for width in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": 900})
            page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
            page.on("console", lambda message: wrong.append(f"console: {message.text}"))
            page.on("request", lambda asked: asked.url == address or wrong.append(f"asked for {asked.url}"))
            page.goto(address)
            whole = given.pictures / f"report-{width}.png"
            page.screenshot(path=whole, full_page=True)
            small(whole, 64)
            look(page, width, wrong)
            page.close()
        # What is kept for the tour: the upper part as a phone and as a desk show it, and the findings.
        for name, width, height, anchor in (("phone", 360, 1400, "#main"), ("desk", 900, 1400, "#main"),
                                            ("tree", 900, 900, "#blocking"), ("findings", 900, 1200, "#list"),
                                            ("charts", 900, 1300, "#charts")):
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(address)
            page.evaluate("document.querySelectorAll('.tree details').forEach(one => { one.open = true; })")
            shown = page.query_selector(anchor)
            if shown is None:
                continue
            if anchor != "#main":
                shown.evaluate("one => one.scrollIntoView()")
            kept = given.pictures / f"report-{name}.png"
            page.screenshot(path=kept)
            small(kept, 96)
            page.close()
        page = browser.new_page()
        page.goto(address)
        page.pdf(path=given.pictures / "report.pdf", prefer_css_page_size=True)
        browser.close()
    print("\n".join(wrong) or "nothing is wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
