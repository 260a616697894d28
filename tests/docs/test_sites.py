"""docs/ becomes two sites, one for each language, that lead to each other page by page."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CHINESE = sorted(page.name for page in (ROOT / "docs").glob("*.zh-TW.md"))


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def slug(heading: str) -> str:
    """What MkDocs makes of an English heading."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower())


def test_every_chinese_page_is_on_the_chinese_site_and_nothing_else():
    assert sorted(re.findall(r"[\w-]+(?:\.zh-TW)?\.md", text("mkdocs.zh-TW.yml"))) == CHINESE
    assert ".zh-TW.md" not in text("mkdocs.yml")


@pytest.mark.parametrize("page", CHINESE)
def test_a_chinese_page_says_where_it_leads_to_english(page):
    for line in text(f"docs/{page}").splitlines()[3:]:
        for name, anchor in re.findall(r"\]\(([\w-]+)\.md(?:#([^)]*))?\)", line):
            assert "英文" in line, line
            headings = [slug(heading) for heading in re.findall(r"^#+ (.*)", text(f"docs/{name}.md"), re.MULTILINE)]
            assert anchor == "" or anchor in headings


def _built(settings: str, site: Path, *, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Build a site strictly; with `--quiet` MkDocs would drop the warnings before `--strict` counts them."""
    pytest.importorskip("mkdocs")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", settings, "-d", str(site)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The Chinese site."""
    folder = tmp_path_factory.mktemp("site") / "zh-TW"
    done = _built("mkdocs.zh-TW.yml", folder, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize(
    ("line", "extra", "complaint"),
    [
        ("[whole](other.md#there)", None, None),
        ("[broken](gone.md)", None, "link 'gone.md'"),
        ("[broken](other.md#gone)", None, "'other.md#gone'"),
        ("![broken](gone.png)", None, "link 'gone.png'"),
        ("", "on-no-menu.md", "on-no-menu.md"),
    ],
)
def test_a_broken_link_an_anchor_that_is_gone_and_a_page_on_no_menu_break_the_site(line, extra, complaint, tmp_path):
    yaml = pytest.importorskip("yaml")
    ours = yaml.safe_load(text("mkdocs.yml"))["validation"]
    settings = {"site_name": "x", "theme": "mkdocs", "plugins": [], "nav": ["index.md", "other.md"], "validation": ours}
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    (tmp_path / "docs").mkdir()
    for name, content in {"index.md": f"# Index\n\n{line}\n", "other.md": "# Other\n\n## There\n"}.items():
        (tmp_path / "docs" / name).write_text(content, encoding="utf-8")
    if extra:
        (tmp_path / "docs" / extra).write_text("# Extra\n", encoding="utf-8")
    done = _built("mkdocs.yml", tmp_path / "site", cwd=tmp_path)
    assert done.returncode == (0 if complaint is None else 1), done.stderr
    assert complaint is None or complaint in done.stderr


def test_a_page_has_its_language_and_leads_to_itself_in_the_other(site):
    page = (site / "learning" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="zh-TW"' in page
    switch = re.findall(r'<a href="([^"]*)" hreflang="([^"]*)" class="md-select__link">', page)
    assert switch == [("../../learning/", "en"), ("./", "zh-TW")]
    home = (site / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'<a href="([^"]*)" hreflang="en"', home)[-1] in ("../", ".././")


def test_a_link_to_what_is_only_english_leads_to_the_english_site(site):
    assert 'href="../../reading/#how-good-it-is"' in (site / "limits" / "index.html").read_text(encoding="utf-8")
    assert 'href="../reading/"' in (site / "index.html").read_text(encoding="utf-8")
    assert not (site / "reading").exists()


def test_no_page_repeats_the_language_switch_in_its_text(site):
    pages = [page.read_text(encoding="utf-8") for page in site.rglob("index.html") if "images" not in page.parts]
    assert len(pages) == len(CHINESE)
    assert [page for page in pages if re.search(r"<p>English: <a|English: <a", page)] == []


def test_the_site_has_the_notebooks_as_files_and_leads_to_them(site):
    kept = {path.name: path.read_bytes() for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert {path.name: path.read_bytes() for path in (site / "notebooks").iterdir()} == kept
    for page, names in {
        "index.html": {"cnn.zh-TW.ipynb"},
        "learning/index.html": {"step.zh-TW.ipynb"},
        "how-to-notebook/index.html": {"cnn.zh-TW.ipynb", "step.zh-TW.ipynb", "signs.zh-TW.ipynb"},
    }.items():
        links = re.findall(r'<a href="([^"]*\.ipynb)" download>', (site / page).read_text(encoding="utf-8"))
        assert {Path(link).name for link in links} == names
        assert all(((site / page).parent / link).resolve().is_file() for link in links)


@pytest.mark.parametrize("page", ["index", "how-to-notebook"])
def test_a_reader_is_told_where_the_projects_folder_comes_from(page):
    assert "as an archive" in " ".join(text(f"docs/{page}.md").split())
    assert "專案資料夾的壓縮檔" in text(f"docs/{page}.zh-TW.md")
