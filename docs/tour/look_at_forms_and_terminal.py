#!/usr/bin/env python3
"""Pictures of blank forms and of the terminal for docs/tour: docs/tour/look_at_forms_and_terminal.py [PROGRAM].

Needs LibreOffice, pdftoppm and Chromium; of Python nothing but what comes with it. Run from the root of the repository.
"""
import html
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOUR = ROOT / "docs" / "tour"
PROGRAM = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target" / "debug" / "liangze").resolve()
FAULTY = ROOT / "samples/batches/01-2014-04-08T0900/inbox/朝晖市/2014年第一季度季报表-槐安县（最终版）.xlsx"
FORMS = {"quarterly": "CQ", "ledger": "TL", "indicators": "AI", "interview": "IR", "meeting": "DM", "patrol": "PI"}
COLOURS = {"31": "#c01c28", "32": "#26a269", "33": "#a2734c", "34": "#1a5fb4", "35": "#a347ba"}


def call(folder, *arguments, columns="100"):
    surroundings = dict(os.environ, CLICOLOR_FORCE="1", COLUMNS=columns, LANG="zh_CN.UTF-8")
    surroundings.pop("LC_ALL", None)
    done = subprocess.run([PROGRAM, *arguments], cwd=folder, env=surroundings, stdout=subprocess.PIPE, check=False)
    return done.stdout.decode()


def forms(folder):
    for name, code in FORMS.items():
        call(folder, "form", "blank", code, "--to", name)
        paper = next((folder / name).iterdir())
        profile = f"-env:UserInstallation=file://{folder}/profile"
        convert = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", folder / name, paper]
        subprocess.run(convert, check=True, timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        page = ["pdftoppm", "-png", "-gray", "-singlefile", "-f", "1", "-l", "1"]
        wide = "900" if paper.suffix == ".xlsx" else "620"
        page += ["-scale-to-x", wide, "-scale-to-y", "-1", paper.with_suffix(".pdf"), TOUR / f"blank-{name}"]
        subprocess.run(page, check=True)


def marked_up(text):
    """A text with the colours of a terminal as HTML: styles are switched on one by one, and off together."""
    out, open_spans = [], 0
    for part in re.split(r"(\x1b\[[0-9;]*m)", text):
        found = re.fullmatch(r"\x1b\[([0-9;]*)m", part)
        if not found:
            out.append(html.escape(part))
            continue
        for code in found[1].split(";"):
            if code in ("0", ""):
                out.append("</span>" * open_spans)
                open_spans = 0
            else:
                style = "font-weight:bold" if code == "1" else f"color:{COLOURS.get(code, 'inherit')}"
                out.append(f'<span style="{style}">')
                open_spans += 1
    return "".join(out) + "</span>" * open_spans


def picture(folder, name, command, text):
    text = text.rstrip("\n")
    lines = text.count("\n") + 3
    page = folder / f"{name}.html"
    page.write_text(
        "<meta charset=utf-8><style>body{margin:12px;background:#fff}pre{margin:0;font:14px/20px "
        "'Noto Sans Mono CJK SC',monospace}</style><pre>"
        f"<b>$ {html.escape(command)}</b>\n{marked_up(text)}</pre>",
        encoding="utf-8",
    )
    shot = ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={folder}/chromium"]
    shot += [f"--screenshot={TOUR}/terminal-{name}.png", f"--window-size=880,{lines * 20 + 10}", f"file://{page}"]
    subprocess.run(shot, check=True, timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def terminal(folder):
    (folder / "季报.xlsx").write_bytes(FAULTY.read_bytes())
    picture(folder, "check", "liangze check 季报.xlsx", call(folder, "check", "季报.xlsx"))
    picture(folder, "explain", "liangze explain CQ-V001", call(folder, "explain", "CQ-V001"))
    call(folder, "init", "office", "--registry", str(ROOT / "samples/registry"))
    (folder / "office/inbox/季报.xlsx").write_bytes(FAULTY.read_bytes())
    ran = call(folder, "run", "office", "--as-of", "2014-04-08T09:00")
    picture(folder, "run", "liangze run office", ran)
    stands = call(folder, "status", "office").split("\n")
    some = stands[:14] + ["…"] + stands[next(i for i, line in enumerate(stands) if not line):]
    picture(folder, "status", "liangze status office", "\n".join(some))
    narrow = call(folder, "check", "季报.xlsx", columns="56")
    picture(folder, "narrow", "liangze check 季报.xlsx", narrow)


with tempfile.TemporaryDirectory() as made:
    forms(pathlib.Path(made))
    terminal(pathlib.Path(made))
