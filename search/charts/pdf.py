"""A page as a PDF file, printed by a browser of the Chromium family.

The page loads nothing and has no script. Nothing else of the program needs a browser.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
_SECONDS = 120


class NoPdf(RuntimeError):  # noqa: N818 what happened is the name
    """No PDF could be made; `str(error)` says why, and what to do."""


def browser() -> str:
    """The program that prints. Raises NoPdf where there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise NoPdf(
            f"A PDF is printed by a browser, and there is none of {', '.join(BROWSERS)}: install chromium, or"
            " write FILE.html and print that."
        )
    return found


def pdf(html: str) -> bytes:
    """Raises NoPdf where no browser is there, or where it prints nothing."""
    found = browser()
    with tempfile.TemporaryDirectory(prefix="reformwatch-") as name:
        folder = Path(name)
        page, out = folder / "page.html", folder / "page.pdf"
        page.write_text(html, encoding="utf-8")
        said = _print(found, folder, page, out)
        body = out.read_bytes() if out.is_file() else b""
    if not body.startswith(b"%PDF-"):
        raise NoPdf(f"{Path(found).name} made no PDF. It said: {said.strip()[-300:] or 'nothing'}")
    return body


def _print(program: str, folder: Path, page: Path, out: Path) -> str:
    # Chromium refuses its sandbox to root; the page is our own, and its policy forbids scripts and loading.
    rootless = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    call = [
        program, "--headless=new", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--no-pdf-header-footer", f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={out}", *rootless,
        page.as_uri(),
    ]  # fmt: skip
    try:
        done = subprocess.run(call, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 no shell
    except subprocess.TimeoutExpired:
        return f"it took longer than {_SECONDS} seconds"
    except OSError as error:
        return str(error.strerror)
    return done.stderr.decode(errors="replace")
