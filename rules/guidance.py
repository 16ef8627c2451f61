"""What a runner can do about a painful site: what leaflets and physiotherapists give, each line with its grade.

It is no treatment plan: red flags and whoever can look at the runner go before it.
"""

from dataclasses import dataclass

from rules.evidence import Grade, Text
from rules.said import Site


@dataclass(frozen=True, slots=True)
class Line:
    """Whole sentences, and how far the evidence carries them."""

    says: Text
    grade: Grade = Grade.D


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """What there is to do about one site, in the order in which it is read. No part is empty."""

    site: Site
    first_days: tuple[Line, ...]
    running_on: tuple[Line, ...]
    meanwhile: tuple[Line, ...]
    mobility: tuple[Line, ...]
    strength: tuple[Line, ...]
    way_back: tuple[Line, ...]
    whom: tuple[Line, ...]


_BONE = Text("Pain on the bone itself is the exception: no running, and have it seen.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    """What is different from site to site."""

    meanwhile: Text
    mobility: Text
    strength: Text
    dose: Text
    way_back: Text
    whom: Text
    bone: Text = _BONE


_FIRST_DAYS = Line(
    Text(
        "Light pain: 3-7 days of relative rest. Moderate: 1-2 weeks without running. Severe: 2-4 weeks, with "
        "professional help. Cool for 15-20 minutes, at most 3 times a day, a cloth between."
    )
)
_PAIN_RULE = Line(
    Text(
        "Pain 0-2 out of 10: go on. 3-5: only if back to normal the next morning and not rising from week to week. "
        "Above 5, or worse the next morning: stop and step back."
    ),
    Grade.B,
)
_OPINIONS = Line(Text("Advisers disagree: running on is seldom wise, says one; rest alone mends no cause, say two."))
_MEANWHILE = Line(Text("Cycling, swimming, aqua-jogging, crosstrainer, walking: whatever is pain-free."))
_MOBILITY = Line(Text("5-10 minutes a day, never into the pain."))
_WAY_BACK = Line(
    Text(
        "When daily life and brisk walking are pain-free: every second day 10 times 1 minute of running, 1 of walking. "
        "More only when the body answers well."
    )
)
_WHOM = Line(
    Text(
        "Physiotherapist: if it lasts 14 days despite rest or comes back; look for the cause together. Family doctor: "
        "with any sign below."
    )
)

_DOSE = Text("3 sets of 8-12, slowly, 3 times a week with a day between; heavier when the last ones are easy.")
_DOSE_OF_A_TENDON = Text(
    "Heavy and slow (3 seconds up, 3 down): 3 sets of 8-12, 3 times a week with a day between, for months."
)

_OWN = {
    Site.KNEE: _Own(
        meanwhile=Text("The saddle not too low; crawl rather than breaststroke."),
        mobility=Text("Bend and straighten the knee without load; loosen the calf and the thigh."),
        strength=Text("Squats, step-downs from a low step, lifting the upper leg while lying on your side."),
        dose=_DOSE,
        way_back=Text("Downhill and speed come last."),
        whom=Text("A knee that swells, locks or gives way: the doctor first."),
    ),
    Site.SHIN: _Own(
        meanwhile=Text("Cycling and aqua-jogging spare the shin most."),
        mobility=Text("Circle the ankle; loosen the calf; knee over the toes, heel on the floor."),
        strength=Text("Calf raises; lifting the forefeet with your back against a wall."),
        dose=_DOSE,
        way_back=Text("Hop on that leg only when hopping is pain-free; begin on soft ground."),
        whom=Text("A lower leg that turns hard or numb while you run: the doctor."),
        bone=Text(
            "One sore spot on the shinbone, on touch or when you hop, can be bone stress: no running, and have it seen."
        ),
    ),
    Site.ACHILLES: _Own(
        meanwhile=Text("Cycle with the middle of the foot on the pedal; a shoe with some heel eases it."),
        mobility=Text("Move the ankle up and down without load; no hard stretching."),
        strength=Text("Calf raises, knee straight and knee bent: on two legs, then one, then with a weight."),
        dose=_DOSE_OF_A_TENDON,
        way_back=Text("Hills and sprints come last."),
        whom=Text("If you cannot rise on your toes any more: the doctor or the out-of-hours service at once."),
    ),
    Site.FOOT: _Own(
        meanwhile=Text("Firm shoes, also at home; not barefoot on hard floors."),
        mobility=Text("Roll the sole over a ball; draw the toes back; circle the ankle."),
        strength=Text("Calf raises with a rolled towel under the toes; drawing up the arch, toes flat."),
        dose=_DOSE_OF_A_TENDON,
        way_back=Text("Begin in a cushioned pair that is not worn."),
        whom=Text("A foot that you cannot stand on: the doctor first."),
        bone=Text(
            "One sore spot on a bone of the foot, on touch or at each step, can be bone stress: no running, and have "
            "it seen."
        ),
    ),
    Site.ANKLE: _Own(
        meanwhile=Text("Even ground; tape or a brace can help at first."),
        mobility=Text("Write letters in the air with the foot; knee over the toes, heel on the floor."),
        strength=Text("Calf raises; turning the foot in and out against a band; standing on one leg."),
        dose=_DOSE,
        way_back=Text("First stand and hop on that leg with ease; trails come last."),
        whom=Text("If you cannot take four steps after a twist: the doctor the same day."),
    ),
    Site.CALF: _Own(
        meanwhile=Text("Cycle lightly, the middle of the foot on the pedal."),
        mobility=Text("Move the ankle up and down without load; later a light stretch."),
        strength=Text("Calf raises, knee straight and knee bent: on two legs, then on one."),
        dose=_DOSE,
        way_back=Text("First rise 20 times on the toes of that leg without pain; speed comes last."),
        whom=Text("A calf that is swollen and warm without a strain can be a clot: the doctor the same day."),
    ),
    Site.HAMSTRING: _Own(
        meanwhile=Text("No sprints, no long strides."),
        mobility=Text("On your back, hold the thigh upright and straighten the knee slowly."),
        strength=Text("Bridges on two legs, then on one; deadlifts; slow leg curls."),
        dose=_DOSE_OF_A_TENDON,
        way_back=Text("Speed comes last, in small steps."),
        whom=Text("A large bruise, or a leg that you can hardly walk on: the doctor the same day."),
    ),
    Site.THIGH: _Own(
        meanwhile=Text("Light resistance on the bicycle."),
        mobility=Text("Bring the heel to the buttock; swing the leg loosely, forward and back."),
        strength=Text("Straight leg raises, squats, then lunges."),
        dose=_DOSE,
        way_back=Text("Downhill and sprints come last."),
        whom=Text("Pain deep in the thigh at every landing: no running, and the doctor first."),
    ),
    Site.GROIN: _Own(
        meanwhile=Text("No breaststroke, no sport with turns."),
        mobility=Text("On your back, let the bent knees fall open; swing the leg loosely."),
        strength=Text("Squeezing a ball between the knees; lifting the lower leg while lying on your side."),
        dose=_DOSE_OF_A_TENDON,
        way_back=Text("Turns, hills and sprints come last."),
        whom=Text("A lump in the groin: the doctor."),
        bone=Text(
            "Pain deep in the groin when you land or stand on that leg can be bone stress: no running, and have it "
            "seen."
        ),
    ),
    Site.HIP: _Own(
        meanwhile=Text("The saddle not too low; short strides when you walk."),
        mobility=Text("Bring the knee to the chest; circle the bent leg; stretch the front of the hip."),
        strength=Text("Lifting the upper leg while lying on your side; bridges; step-ups."),
        dose=_DOSE,
        way_back=Text("First stand on that leg without pain; long runs come last."),
        whom=Text("A hip that is stiff for more than half an hour every morning: the doctor."),
        bone=Text(
            "Pain deep in the hip when you land or stand on that leg can be bone stress: no running, and have it seen."
        ),
    ),
    Site.BUTTOCK: _Own(
        meanwhile=Text("Short strides; do not sit for hours on end."),
        mobility=Text("On your back, ankle on the other knee, draw the legs in; roll the knees to both sides."),
        strength=Text("Bridges on two legs, then on one; side steps against a band; deadlifts."),
        dose=_DOSE_OF_A_TENDON,
        way_back=Text("Hills and long strides come last."),
        whom=Text("Pain that runs down the leg, tingling or numbness: the doctor."),
    ),
    Site.BACK: _Own(
        meanwhile=Text("Keep moving, gently and often: lying in bed makes a back stiff."),
        mobility=Text("On hands and knees, arch and round the back; on your back, roll the knees to both sides."),
        strength=Text("Bridges; on hands and knees, stretching out opposite arm and leg."),
        dose=_DOSE,
        way_back=Text("Even ground, short strides; long runs come last."),
        whom=Text(
            "Numb between the legs, no hold of bladder or bowels, a leg that loses strength: the doctor or the "
            "out-of-hours service at once."
        ),
    ),
    Site.OTHER: _Own(
        meanwhile=Text("Leave out what makes it worse."),
        mobility=Text("Move the place and the joints around it gently."),
        strength=Text("Squats, calf raises, bridges, as far as pain-free; a physiotherapist chooses better."),
        dose=_DOSE,
        way_back=Text("Distance comes first, speed last."),
        whom=Text("Pain in the chest, or with shortness of breath: the emergency number at once."),
    ),
}


def guidance(site: Site) -> Guidance:
    """Return what there is to do about pain at a site."""
    own = _OWN[site]
    return Guidance(
        site=site,
        first_days=(_FIRST_DAYS,),
        running_on=(_PAIN_RULE, Line(own.bone), _OPINIONS),
        meanwhile=(_MEANWHILE, Line(own.meanwhile)),
        mobility=(_MOBILITY, Line(own.mobility)),
        strength=(Line(own.strength), Line(own.dose)),
        way_back=(_WAY_BACK, Line(own.way_back)),
        whom=(_WHOM, Line(own.whom)),
    )
