"""The messages of the demo as a phone shows them: one SVG, light and dark, for the README."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from textwrap import wrap

WIDTH = 420
_CHARACTERS = 50
"""In a line of the body: with the sans-serif fonts of common phones it fits the card."""
_LINE = 19
_PADDING = 14

_STYLE = """
.phone { fill: #e9eef5 } .card { fill: #ffffff } .day { fill: #5b6675; font-size: 12px }
.title { fill: #10161f; font-weight: 600; font-size: 14px } .body { fill: #26303d; font-size: 14px }
text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif }
@media (prefers-color-scheme: dark) {
  .phone { fill: #10141a } .card { fill: #1f2630 } .day { fill: #9aa7b8 } .title { fill: #f2f5f9 }
  .body { fill: #d5dce6 }
}
"""


@dataclass(frozen=True, slots=True)
class Card:
    """One message: when it came, and what it says."""

    when: str
    title: str
    body: str


def draw(cards: Iterable[Card]) -> str:
    """Return the picture."""
    drawn: list[str] = []
    top = _PADDING
    for card in cards:
        shapes, height = _card(card, top)
        drawn.append(shapes)
        top += height + 10
    height = top + _PADDING - 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img"><style>{_STYLE}</style>\n<rect class="phone" width="{WIDTH}" height="{height}" rx="28"/>\n'
        + "\n".join(drawn)
        + "\n</svg>\n"
    )


def _card(card: Card, top: int) -> tuple[str, int]:
    lines = [line for paragraph in card.body.splitlines() for line in wrap(paragraph, _CHARACTERS)]
    height = 2 * _PADDING + 16 + _LINE * (1 + len(lines))
    left, baseline = 2 * _PADDING, top + _PADDING + 10
    texts = [f'<text class="day" x="{left}" y="{baseline}">{escape(card.when)}</text>']
    for row, (kind, line) in enumerate([("title", card.title), *(("body", line) for line in lines)], start=1):
        texts.append(f'<text class="{kind}" x="{left}" y="{baseline + 4 + row * _LINE}">{escape(line)}</text>')
    frame = f'<rect class="card" x="{_PADDING}" y="{top}" width="{WIDTH - 2 * _PADDING}" height="{height}" rx="16"/>'
    return frame + "".join(texts), height
