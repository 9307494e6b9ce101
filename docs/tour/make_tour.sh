#!/usr/bin/env bash
# The pictures of docs/tour.md, made anew, and what stands behind them looked over: docs/tour/make_tour.sh, from anywhere. Needs what .ci/run needs, LibreOffice, poppler
# and Chromium; the rest is brought from PyPI into a folder of its own, which is removed in the end.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet playwright axe-playwright-python pillow openxml-audit openpyxl python-calamine
program=$(cargo metadata --no-deps --format-version 1 | grep -o '"target_directory":"[^"]*"' | cut -d'"' -f4)/debug/liangze
"$program" demo "$work/office"
"$work/venv/bin/python" "$here/read_back.py" "$work/office"
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
"$work/venv/bin/python" "$here/look_at_report.py" --chromium "$browser" "$work/office/outbox/2015Q1/report.html" "$work/pictures"
cp "$work"/pictures/report-{phone,desk,tree,findings,charts}.png "$here/"
"$work/venv/bin/python" "$here/look_at_workbooks_and_notices.py" "$work/office"
"$work/venv/bin/python" "$here/look_at_forms_and_terminal.py" "$program"
# Small enough to be kept: without the white around a page, and in 96 colours, which are enough for print and screens.
"$work/venv/bin/python" - "$here" <<'PYTHON'
import pathlib, sys
from PIL import Image, ImageChops
for path in pathlib.Path(sys.argv[1]).glob("*.png"):
    picture = Image.open(path).convert("RGB")
    if path.name.startswith(("workbook-", "returned-", "blank-")):
        box = ImageChops.invert(picture).getbbox() or (0, 0, *picture.size)
        picture = picture.crop((max(box[0] - 12, 0), max(box[1] - 12, 0), box[2] + 12, box[3] + 12))
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=96).save(path, optimize=True)
PYTHON
ls -l "$here"/*.png
