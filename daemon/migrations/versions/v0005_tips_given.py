"""Which rule's tip a digest gave: until now its words told."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TIPS = {
    "Make an easy day easier, or take a day off.": "monotony",
    "Maak een rustige dag rustiger, of neem een dag vrij.": "monotony",
    "Plan an easier week: less on the easy days, and a day off.": "strain",
    "Plan een rustiger week: minder op de rustige dagen, en een dag vrij.": "strain",
    "Make one run this week longer and slower, or shorter with some faster minutes.": "variety",
    "Loop deze week één keer langer en rustiger, of korter met een paar snellere minuten.": "variety",
    "Make your next easy run slower than feels right: slow enough to talk in whole sentences.": "easy-share",
    "Loop je volgende rustige duurloop langzamer dan goed voelt: zo rustig dat je in hele zinnen kunt praten.": (
        "easy-share"
    ),
    "Put two short sessions into the week, on days with an easy run or none.": "strength",
    "Plan twee korte trainingen in de week, op dagen met een rustige loop of zonder loop.": "strength",
    "Do one run a week in another pair, a short one at first: it loads you a little differently.": "shoe-rotation",
    "Loop één keer per week op een ander paar, eerst kort: het belast je net wat anders.": "shoe-rotation",
}
"""What each tip asked for, in the words of this step's day."""


def upgrade() -> None:
    """A column, and what it would hold had it been there: no tip is given again next week."""
    with op.batch_alter_table("messages") as table:
        table.add_column(sa.Column("tip", sa.Text))
    messages = sa.table("messages", *map(sa.column, ("id", "kind", "body", "tip")))
    connection = op.get_bind()
    for number, body in connection.execute(
        sa.select(messages.c.id, messages.c.body).where(messages.c.kind == "digest", messages.c.body.is_not(None))
    ).all():
        rule = next((rule for words, rule in _TIPS.items() if words in body), None)
        if rule is not None:
            connection.execute(sa.update(messages).where(messages.c.id == number).values(tip=rule))
