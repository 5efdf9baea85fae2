"""Tables as data: one row a line, columns between bars, # for comments."""


class RowError(Exception):
    """A line that is wrong: file, line number and what."""


def read(path, columns):
    """Yields (line number, list of columns) for each row."""
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            text = line.strip()
            if not text or text.startswith("#"):
                continue
            cells = [cell.strip() for cell in text.split("|", columns - 1)]
            if len(cells) != columns:
                raise RowError(f"{path}:{number}: {len(cells)} columns, need {columns}")
            yield number, cells
