"""A hook of MkDocs: the notebooks as files of the site, for readers who have nothing but the site.

The pages link to `../notebooks/NAME.ipynb`, where a code host has them. On the site they lie in `notebooks/`.
"""

import re
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

FOLDER = "notebooks"

_LINK = re.compile(rf"\]\(\.\./{FOLDER}/([\w.-]+\.ipynb)\)")
_ANCHOR = re.compile(r'<a href="([^"]*\.ipynb)">')


def on_files(files: Files, config: Any) -> Files:
    """Add every notebook, from where it is committed."""
    for path in sorted((Path(config.config_file_path).parent / FOLDER).glob("*.ipynb")):
        files.append(File.generated(config, f"{FOLDER}/{path.name}", abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, page: Any, files: Files, **_: Any) -> str:
    """Return the page's text with links to the site's own notebooks.

    Raises:
        PluginError: there is no such notebook.
    """

    def here(link: re.Match[str]) -> str:
        path = f"{FOLDER}/{link[1]}"
        if files.get_file_from_path(path) is None:
            raise PluginError(f"{page.file.src_uri} links to {path}, which is not there.")
        return f"]({path})"

    return _LINK.sub(here, markdown)


def on_page_content(html: str, **_: Any) -> str:
    """Let a browser keep a notebook as a file, where it would show its JSON."""
    return _ANCHOR.sub(r'<a href="\1" download>', html)
