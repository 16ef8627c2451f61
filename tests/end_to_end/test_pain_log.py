"""Pain as a runner logs it, by the real command: what it says, and what arrives on the phone and when."""

import os
import pty
import re
import subprocess
from datetime import datetime, timedelta

import pytest

from daemon.language import activate
from daemon.store.logs import add_pain
from rules.said import Moment, RedFlag, Site
from tests.end_to_end.conftest import Shinguard
from tests.end_to_end.house import ALWAYS_AWAKE, DEADLINE_S, House, command_line, environment, real_now
from tests.end_to_end.lives import ZONE
from tests.end_to_end.receiver import Receiver


def quiet_now(house: House, receiver: Receiver) -> None:
    """Two hours on either side of now are quiet."""
    now = datetime.now(ZONE)
    start, end = (f"{now + timedelta(hours=hours):%H:%M}" for hours in (-2, 2))
    house.write(
        receivers={"phone": receiver.address}, notify=f'quiet_from = "{start}"\nquiet_until = "{end}"\nper_day = 1'
    )


def test_an_alarm_arrives_at_once_in_quiet_hours_and_others_wait(empty: House, receiver: Receiver) -> None:
    quiet_now(empty, receiver)
    done = empty.command("log", "pain", "4", "--site", "hip", "--no-flags")
    assert done.returncode == 0, done.stderr
    assert receiver.take() == []
    held = empty.status(real_now()).held
    assert held is not None
    assert held.count == 1

    done = empty.command("log", "pain", "6", "--site", "knee", "--flag", "swelling", "--flag", "pain at night")
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(
        r"Logged as pain-2, .+: pain 6 of 10, knee, after the run: pain at night and swelling\n"
        r"Somebody should see this first \(knee\): pain at night and swelling\. Do not run\. Have it seen by your "
        r"family doctor, or by the out-of-hours service if it cannot wait\.\n"
        r"Pain 6 of 10 \(knee\)\. No running before somebody has seen it\.\n"
        r"Pain in a second place: knee, 6 of 10; on .+ it was hip\.\n"
        r"The sign \(knee\) stands until a later day is logged as 0-2 without one: shinguard log pain 0 --site knee\n"
        r"Sent to phone: Shinguard: have that seen\n",
        done.stdout,
    )
    [message] = receiver.messages
    assert message.title == "Shinguard: have that seen"
    lines = message.body.splitlines()
    assert lines[0] == "• Somebody should see this first (knee): pain at night and swelling."
    assert lines[-1].startswith("Do not run. Have it seen by your family doctor")
    assert "rest" not in message.body

    # The same again is no news, a further sign is; and neither waits for a cap.
    receiver.take()
    empty.command("log", "pain", "6", "--site", "knee", "--flag", "swelling")
    assert receiver.take() == []
    empty.command("log", "pain", "6", "--site", "knee", "--flag", "snap")
    [body] = receiver.take()
    assert "An emergency (knee): pain at night, swelling and a loud snap with loss of function." in body
    assert body.splitlines()[-1] == "Call the emergency number now (112 in the Netherlands)."


def test_where_no_phone_can_ring_the_command_says_so(empty: House, shinguard: Shinguard) -> None:
    empty.write(receivers={}, notify=ALWAYS_AWAKE)
    no_phone = "No receiver is configured, so nothing can be pushed: add one under notify.receivers."
    alarm = shinguard(empty, "log", "pain", "9", "--site", "knee", "--flag", "snap")
    assert alarm.output.splitlines().count(no_phone) == 1
    notice = shinguard(empty, "log", "pain", "9", "--site", "hip", "--no-flags")
    assert no_phone not in notice.output


def test_an_alarm_does_not_ring_again(empty: House, receiver: Receiver) -> None:
    quiet_now(empty, receiver)
    empty.command("log", "pain", "6", "--site", "knee", "--flag", "swelling")
    assert len(receiver.take()) == 1
    for minutes in (1, 59, 61):
        empty.live(real_now() + timedelta(minutes=minutes))
    assert receiver.take() == []
    assert empty.open_alerts(real_now()) >= {"red-flags", "pain-response"}


@pytest.mark.parametrize(("minutes", "arrives"), [(59, True), (61, False)])
def test_an_entry_that_could_not_be_judged_for_an_hour_rings_no_alarm(
    empty: House, receiver: Receiver, minutes: int, arrives: bool
) -> None:
    quiet_now(empty, receiver)
    made_at = real_now() - timedelta(minutes=minutes)
    with empty.database.begin() as connection:
        flags = (RedFlag.SWELLING,)
        add_pain(
            connection, "me", at=made_at, site=Site.KNEE, moment=Moment.AFTER, level=6, red_flags=flags, now=made_at
        )
    empty.live(real_now())
    assert bool(receiver.take()) is arrives
    held = empty.status(real_now()).held
    assert (held is None) is arrives


def asked_on_a_terminal(house: House, answers: str, *arguments: str) -> str:
    """Run the real command at a terminal on which these lines are typed. Return what it printed."""
    ours, theirs = pty.openpty()
    os.write(ours, answers.encode())
    with subprocess.Popen(
        command_line(house.path, *arguments),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(),
        cwd=house.folder,
    ) as process:
        said, _nothing = process.communicate(timeout=DEADLINE_S)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0, said
    return said


def test_on_a_terminal_the_signs_are_asked_for_until_they_are_understood(empty: House, receiver: Receiver) -> None:
    said = asked_on_a_terminal(empty, "a hunch\nlimp, pain at rest\n", "log", "pain", "3", "--site", "knee")
    assert "  at-night     pain at night\n" in said
    assert said.count("Their words, with commas between; just Enter if there is none") == 2
    assert "There is no sign a hunch; there are: stabbing, at-night" in said
    assert "Somebody should see this first (knee): pain at rest and a limp." in said
    assert len(receiver.take()) == 1


@pytest.mark.parametrize(
    ("answers", "arguments", "asked"),
    [
        pytest.param("\n", ("3",), True, id="nothing is none"),
        pytest.param("None\n", ("3",), True, id="and so is none"),
        pytest.param("nee\n", ("3",), True, id="and no, in any language"),
        pytest.param("\n", ("1",), True, id="a little pain may have one"),
        pytest.param("", ("0",), False, id="no pain has none"),
        pytest.param("", ("9", "--no-flags"), False, id="they are told to be none"),
        pytest.param("", ("9", "--flag", "fever"), False, id="one is told"),
    ],
)
def test_the_signs_are_asked_for_once_and_with_every_pain(
    empty: House, answers: str, arguments: tuple[str, ...], asked: bool
) -> None:
    said = asked_on_a_terminal(empty, answers, "log", "pain", *arguments, "--site", "knee")
    assert ("Is any of these there?" in said) is asked
    assert "say so too (--flag)" not in said


def test_without_a_terminal_the_signs_are_named(empty: House, shinguard: Shinguard) -> None:
    for level in ("1", "3"):
        done = shinguard(empty, "log", "pain", level, "--site", "knee")
        assert "With any of these signs, say so too (--flag): stabbing, at-night, at-rest," in done.output
    for arguments in (("3", "--no-flags"), ("0",)):
        assert "(--flag)" not in shinguard(empty, "log", "pain", *arguments, "--site", "knee").output


def test_pain_says_at_once_how_far_it_allows_running(empty: House, receiver: Receiver, shinguard: Shinguard) -> None:
    done = shinguard(empty, "log", "pain", "4", "--site", "knee", "--no-flags")
    allowed = "Pain up to 5 of 10 is allowed if it is down to 0-2 tomorrow: log tomorrow morning how it is."
    says = f"Pain 4 of 10 (knee). {allowed}"
    assert done.output.splitlines()[1:] == [says, "Sent to phone: Shinguard: mind that pain"]
    [body] = receiver.take()
    assert body.splitlines() == says.replace(". Pain", ".\nPain").splitlines()
    done = shinguard(empty, "log", "pain", "0", "--site", "hip")
    assert done.output.splitlines()[1:] == ["Pain 0 of 10 (hip): up to 2 you can go on."]
    assert receiver.take() == []


def test_while_a_sign_is_to_be_seen_no_other_pain_is_said_to_allow_running(
    empty: House, receiver: Receiver, shinguard: Shinguard
) -> None:
    shinguard(empty, "log", "pain", "2", "--site", "shin", "--flag", "limp")
    receiver.take()
    first = (
        "Somebody should see this first (shin): a limp. Do not run. Have it seen by your family doctor, or by the "
        "out-of-hours service if it cannot wait."
    )
    done = shinguard(empty, "log", "pain", "0", "--site", "hip")
    assert done.output.splitlines()[1:] == [first]
    done = shinguard(empty, "log", "pain", "4", "--site", "knee", "--no-flags")
    assert done.output.splitlines()[1] == f"Pain 4 of 10 (knee). {first}"
    assert re.fullmatch(r"Pain in a second place: knee, 4 of 10; on .+ it was shin\.", done.output.splitlines()[2])
    assert (
        "Look for the cause" not in done.output + shinguard(empty, "today").output + shinguard(empty, "alerts").output
    )
    assert "allowed" not in done.output + "".join(receiver.take()) + shinguard(empty, "alerts").output
    done = shinguard(empty, "check", "5km", "--date", "tomorrow")
    assert (done.exit_code, done.output.splitlines()[1:]) == (1, [f"  {first}"])


def test_a_sign_that_stands_says_how_it_ends(empty: House, shinguard: Shinguard) -> None:
    ends = "The sign (shin) stands until a later day is logged as 0-2 without one: shinguard log pain 0 --site shin"
    for arguments in (("2", "--flag", "limp"), ("0", "--no-flags")):
        assert shinguard(empty, "log", "pain", *arguments, "--site", "shin").output.count(ends) == 1
    assert shinguard(empty, "today").output.count(f"  {ends}\n") == 1
    shown = [shinguard(empty, "alerts", "show", number).output for number in ("1", "2")]
    assert [each.count(f"  {ends}\n") for each in shown] == [1, 1]  # red-flags, and pain-response that says no running
    done = shinguard(empty, "log", "pain", "4", "--site", "knee", "--no-flags")
    assert " stands until a later day" not in done.output


def test_while_ill_no_pain_is_said_to_allow_running(empty: House, receiver: Receiver, shinguard: Shinguard) -> None:
    shinguard(empty, "mark", "ill")
    ill = "You marked this day as ill: while you feel ill, do not run."
    done = shinguard(empty, "log", "pain", "4", "--site", "knee", "--no-flags")
    assert done.output.splitlines()[1] == f"Pain 4 of 10 (knee). {ill}"
    assert shinguard(empty, "log", "pain", "0", "--site", "hip").output.splitlines()[1] == ill
    shown = [shinguard(empty, *command) for command in (("today",), ("alerts",), ("alerts", "show", "1"))]
    said = "".join(each.output for each in shown)
    assert [each.exit_code for each in shown] == [0, 0, 0]
    assert all("Pain 4 of 10 (knee)." in each.output for each in shown)
    assert "How it is computed" not in said
    assert "allowed" not in said + "".join(receiver.take())


def test_a_pain_is_told_again_when_it_is_worse_and_is_over_when_it_is_down(
    empty: House, receiver: Receiver, shinguard: Shinguard
) -> None:
    empty.write(receivers={"phone": receiver.address}, notify=f"{ALWAYS_AWAKE}\nper_day = 9\nper_7_days = 9")
    said = []
    for level in ("4", "5", "6", "7", "8", "3"):
        shinguard(empty, "log", "pain", level, "--site", "knee", "--no-flags")
        said.append([body.splitlines()[0] for body in receiver.take()])
    above = "Pain {} of 10 (knee): more than the 5 that can be run on."
    assert said == [["Pain 4 of 10 (knee)."], [], [above.format(6)], [], [above.format(8)], []]
    # Of one day the highest counts; deleted, it was never said.
    assert empty.open_alerts(real_now()) == {"pain-response"}
    for number in range(1, 7):
        assert shinguard(empty, "log", "delete", f"pain-{number}").exit_code == 0
    assert empty.open_alerts(real_now()) == set()


def test_before_a_run_the_answer_knows_of_the_pain(empty: House, shinguard: Shinguard) -> None:
    assert shinguard(empty, "check", "5km").exit_code == 3
    shinguard(empty, "log", "pain", "6", "--site", "knee", "--no-flags")
    done = shinguard(empty, "check", "5km")
    assert done.exit_code == 1
    assert re.match(r"No: no run on .+ \(pain-response\)\.\n", done.output)
    assert done.output.splitlines()[1:] == [
        "  Pain 6 of 10 (knee): more than the 5 that can be run on. Stop and step back: 1-2 weeks without running, "
        "with cross-training that is pain-free. Run again when you are pain-free."
    ]
    # A week without running at least.
    today = real_now().astimezone(ZONE).date()
    days = [str(today + timedelta(days=ahead)) for ahead in (1, 7, 8)]
    codes = [shinguard(empty, "check", "5km", "--date", day).exit_code for day in days]
    assert codes == [1, 1, 3]


def test_a_pain_of_yesterday_morning_is_told_as_such(empty: House, receiver: Receiver, shinguard: Shinguard) -> None:
    # At noon: whatever the hour is now, 36 hours have not gone by.
    shinguard(empty, "log", "pain", "4", "--site", "shin", "--when", "next morning", "--at", "yesterday 12:00")
    [body] = receiver.take()
    assert body.startswith("Yesterday: Pain 4 of 10 (shin) in the morning: not down to 0-2.\nStop and step back:")


def test_words_are_taken_and_read_in_dutch(empty: House, receiver: Receiver, shinguard: Shinguard) -> None:
    empty.write(receivers={"phone": receiver.address}, notify=ALWAYS_AWAKE, more='language = "nl"')
    activate("nl")
    done = shinguard(empty, "log", "pain", "6", "--site", "knie", "--when", "volgende ochtend", "--flag", "nachtpijn")
    assert done.exit_code == 0, done.output
    assert "knie" in done.output
    assert "112" not in done.output
    done = shinguard(empty, "mark", "ziek", "--from", "gisteren")
    assert (done.exit_code, "ziek" in done.output) == (0, True)
    assert shinguard(empty, "mark", "injured").exit_code == 0
    assert shinguard(empty, "mark", "over", "geblesseerd").exit_code == 0
    [body] = receiver.take()
    assert "(knie): pijn in de nacht" in body


def test_a_sign_that_is_over_asks_whether_somebody_has_seen_it(
    empty: House, receiver: Receiver, shinguard: Shinguard
) -> None:
    shinguard(empty, "log", "pain", "3", "--site", "shin", "--flag", "limp", "--at", "yesterday 12:00")
    over = (
        "Pain 0 of 10 (shin), without a sign: what you logged before (a limp) stops you no more. If nobody has seen it "
        "yet, have that done before you run."
    )
    assert shinguard(empty, "log", "pain", "0", "--site", "shin").output.splitlines()[1:] == [over]
    assert empty.open_alerts(real_now()) == set()
    # Beside what another pain asks it is said too, and that up to 2 one can go on is not.
    shinguard(empty, "log", "pain", "8", "--site", "knee", "--no-flags")
    first, last = shinguard(empty, "log", "pain", "1", "--site", "shin", "--no-flags").output.splitlines()[1:]
    assert first.startswith("Pain 8 of 10 (knee): more than the 5 that can be run on. Stop: 2-4 weeks")
    assert last == over.replace("Pain 0", "Pain 1")


def test_a_lower_number_on_the_same_day_says_that_the_highest_counts(
    empty: House, receiver: Receiver, shinguard: Shinguard
) -> None:
    highest = "Of one day the highest counts: 6 of 10 on "
    assert highest not in shinguard(empty, "log", "pain", "6", "--site", "knee", "--no-flags").output
    said = shinguard(empty, "log", "pain", "2", "--site", "knee", "--no-flags").output.splitlines()
    assert said[1].startswith(highest)
    assert said[2].startswith("Pain 6 of 10 (knee): more than the 5")
    for arguments in (
        ("6", "--site", "knee"),
        ("2", "--site", "hip"),
        ("2", "--site", "knee", "--at", "yesterday 12:00"),
    ):
        assert highest not in shinguard(empty, "log", "pain", *arguments, "--no-flags").output


def test_advice_begins_with_what_was_logged_of_that_site(
    empty: House, receiver: Receiver, shinguard: Shinguard
) -> None:
    usual = "Knee: what is commonly advised. When in doubt, take the smaller step."
    assert shinguard(empty, "advice", "knee").output.startswith(usual)
    shinguard(empty, "log", "pain", "6", "--site", "knee", "--no-flags")
    step_back, heading = shinguard(empty, "advice", "knee").output.splitlines()[:2]
    assert step_back.startswith(
        "Pain 6 of 10 (knee): more than the 5 that can be run on. Stop and step back: 1-2 weeks"
    )
    assert heading == "Knee: what is commonly advised, once that has been heeded."
    assert shinguard(empty, "advice", "hip").output.startswith("Hip: what is commonly advised. When")
    # A sign stops every run: it stands before the strength of any site.
    shinguard(empty, "log", "pain", "2", "--site", "shin", "--flag", "limp")
    for site in ("shin", "knee", "hip"):
        first, ends, _heading = shinguard(empty, "advice", site).output.splitlines()[:3]
        assert first.startswith("Somebody should see this first (shin): a limp. Do not run.")
        assert ends == (
            "The sign (shin) stands until a later day is logged as 0-2 without one: shinguard log pain 0 --site shin"
        )


def test_advice_says_when_it_does_not_know_what_was_logged(empty: House, shinguard: Shinguard) -> None:
    empty.path.write_text("nonsense = true", encoding="utf-8")
    done = shinguard(empty, "advice", "knee")
    assert done.exit_code == 0
    assert done.output.startswith("What you logged of pain cannot be read: `shinguard doctor` says why.\nKnee: what")
