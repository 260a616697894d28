"""A hook of MkDocs: one folder of pages, a site for each language.

`X.zh-TW.md` is the Chinese page of `X.md`. `mkdocs.yml` builds the English site, `mkdocs.zh-TW.yml` the Chinese one
below it, where the page stands at the same address. A page that has no Chinese text is linked to where it is, on the
English site.
"""

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files

CHINESE = ".zh-TW.md"
FOLDER = "zh-TW/"
"""Of the Chinese site, below the English one."""

NAMES = {"en": "English", "zh-TW": "繁體中文"}

# On a code host the two pages of a pair lead to each other; on the site its language switch does.
_SWITCH = re.compile(
    r"^(?:繁體中文：|English: )\[[^\]]*\]\([^)]*\)\n|(?:繁體中文：|English: )\[[^\]]*\]\([^)]*\)", re.MULTILINE
)
_LINK = re.compile(r"\]\(([\w-]+)\.md(#[^)]*)?\)")


def on_files(files: Files, config: Any) -> Files:
    """Keep the pages of the site's language, and give Chinese ones the address of their English counterparts."""
    chinese = config.theme["language"] == "zh-TW"
    for file in list(files.documentation_pages()):
        if file.src_uri.endswith(CHINESE) != chinese:
            files.remove(file)
        elif chinese:
            stem = file.src_uri.removesuffix(CHINESE)
            file.name = stem
            file.dest_uri = "index.html" if stem == "index" else f"{stem}/index.html"
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Return the page's text without its own language switch, and with links to pages of the other site.

    Raises:
        PluginError: a link leads to a page that is on neither site.
    """
    if page.file.src_uri.startswith("glossary"):
        page.meta["search"] = {"boost": 4}  # whoever looks for a term finds first what it means

    def elsewhere(link: re.Match[str]) -> str:
        stem, anchor = link[1], link[2] or ""
        if files.get_file_from_path(f"{stem}.md"):
            return link[0]
        if not (Path(config.docs_dir) / f"{stem}.md").is_file():
            raise PluginError(f"{page.file.src_uri} links to {stem}.md, which is on neither site.")
        return f"]({posixpath.relpath(f'/{stem}', '/' + FOLDER + page.url)}/{anchor})"

    return _LINK.sub(elsewhere, _SWITCH.sub("", markdown))


def on_post_page(output: str, page: Any, config: Any) -> str:  # noqa: ARG001 - MkDocs names them
    """Keep the theme's script from asking for a sitemap beside every page, to which the switch leads anyway.

    It looks for links whose `rel` is `alternate` to the letter; to search engines blanks around it mean nothing.
    """
    return output.replace('<link rel="alternate" href=', '<link rel="alternate " href=')


def on_page_context(context: Any, page: Any, config: Any, nav: Any) -> Any:  # noqa: ARG001 - MkDocs names it
    """Let the language switch lead to the same page in the other language, or to its home page."""
    chinese = config.theme["language"] == "zh-TW"
    stem = page.file.src_uri.removesuffix(CHINESE if chinese else ".md")
    other = Path(config.docs_dir) / (f"{stem}.md" if chinese else f"{stem}{CHINESE}")
    same = page.url if other.is_file() else ""
    # MkDocs takes a link with "../" in front for one from the page itself, all others for ones from the home page.
    up = "../" * (1 + page.url.count("/")) + page.url
    links = {"en": up + same, "zh-TW": "./" + page.url} if chinese else {"en": "./" + page.url, "zh-TW": FOLDER + same}
    config.extra["alternate"] = [{"name": NAMES[lang], "link": link, "lang": lang} for lang, link in links.items()]
    return context
