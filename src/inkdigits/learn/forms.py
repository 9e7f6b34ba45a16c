"""The strokes of each digit, as the hands of many countries write it: data, drawn by strokes.py.

A form is one line of text: strokes apart by slashes, a stroke's points x,y in hundredths of a box,
y downwards. The pen goes through them in a smooth curve, with a corner where a point is given
twice. Written down from how people write, not measured off any data set.
"""

from typing import Final

Stroke = tuple[tuple[float, float], ...]  # points x, y, from 0 to 1
Form = tuple[Stroke, ...]


def parse(form: str) -> Form:
    """A line of text as strokes."""
    strokes = [[point.split(",") for point in stroke.split()] for stroke in form.split("/")]
    return tuple(tuple((int(x) / 100, int(y) / 100) for x, y in stroke) for stroke in strokes)


def parse_all(forms: tuple[tuple[str, ...], ...]) -> tuple[tuple[Form, ...], ...]:
    """Lines of text as forms: of each digit, its forms."""
    return tuple(tuple(parse(form) for form in digit) for digit in forms)


FORMS: Final = parse_all(
    (
        (  # 0: round; closed with a tail; begun at the side
            "50,0 10,30 12,75 50,100 88,75 90,30 50,0",
            "60,2 20,20 10,60 45,100 90,65 80,15 40,6",
            "75,10 30,5 5,55 40,100 90,60 70,10 35,0",
        ),
        (  # 1: a bar; flagged; on a foot; a long flag; a loop; a bent flag; half a foot; a bow
            "50,0 50,100",
            "20,30 55,0 55,0 55,100",
            "20,30 50,0 50,0 50,100 / 10,100 90,100",
            "0,65 70,0 70,0 60,100",
            "10,90 40,55 68,12 58,0 50,20 52,100",
            "10,35 35,20 60,0 60,0 60,100",
            "5,95 60,0 60,0 55,100 55,100 90,95",
            "0,45 45,25 75,0 75,0 55,100",
        ),
        (  # 2: plain; a loop at its foot; angular; a curl at its head; a wavy foot
            "10,25 40,0 80,20 50,60 5,100 5,100 95,100",
            "10,22 45,0 80,22 55,60 20,97 5,87 25,78 60,97 95,90",
            "5,3 85,0 85,0 5,100 5,100 95,97",
            "40,30 12,28 30,2 78,10 70,50 10,98 10,98 90,98",
            "10,30 45,0 75,25 10,95 40,88 70,100 95,88",
        ),
        (  # 3: round; a loop at its waist; a flat top; shallow
            "10,12 50,0 85,22 40,48 40,48 90,72 50,100 5,88",
            "15,10 55,0 80,22 45,50 30,45 50,42 90,70 50,100 5,90",
            "10,0 85,0 85,0 40,42 40,42 90,68 55,100 5,90",
            "15,8 60,2 80,25 60,45 85,70 50,100 10,95",
        ),
        (  # 4: open; closed; lightning; a bowl and a stem; printed; shallow; and more between these
            "30,0 8,58 8,58 95,58 / 70,25 65,100",
            "65,100 68,0 68,0 5,65 5,65 95,65",
            "60,0 8,62 8,62 85,48 85,48 70,100",
            "15,0 10,42 35,55 80,45 / 82,0 78,100",
            "55,0 2,72 2,72 98,72 / 62,42 60,100",
            "50,0 5,55 10,68 60,55 95,35 / 75,30 60,100",
            "40,0 5,60 5,60 80,60 82,60 80,100",
            "55,0 10,38 20,60 90,48 / 85,32 75,100",
            "65,0 3,72 3,72 95,70 / 65,0 68,100",
            "60,0 3,72 3,72 85,55 85,55 62,100",
            "50,0 8,40 15,58 80,45 80,45 85,70 70,100",
        ),
        (  # 5: a roof of its own; in one stroke; as an S; angular; a long roof
            "25,0 20,42 20,42 60,38 90,68 55,100 5,90 / 25,2 90,0",
            "88,0 25,3 25,3 20,45 20,45 60,40 88,70 50,100 5,92",
            "90,5 40,0 20,25 60,48 85,75 50,100 5,90",
            "95,0 30,2 30,2 15,40 15,40 75,50 65,92 5,100",
            "15,10 12,50 12,50 50,48 65,75 40,100 0,95 / 15,10 98,0",
        ),
        (  # 6: curved; a straight stem; a hooked head; a flat loop
            "75,0 25,30 8,72 45,100 85,78 55,55 12,70",
            "60,0 12,65 30,100 85,85 65,58 15,80",
            "90,12 60,0 15,40 12,80 50,100 90,75 55,50 15,65",
            "40,0 5,60 20,98 80,95 90,70 50,62 10,85",
        ),
        (  # 7: plain; crossed; a serif; a wavy roof; a serif and a low bar; a curved stem; round
            "5,3 90,0 90,0 35,100",
            "5,3 90,0 90,0 35,100 / 10,52 80,48",
            "5,20 8,0 8,0 90,2 90,2 40,100",
            "5,18 25,2 55,12 90,0 90,0 30,100 / 10,52 80,48",
            "5,20 8,0 8,0 90,2 90,2 40,100 / 25,60 98,55",
            "10,5 90,2 90,2 55,45 45,100 / 10,52 80,48",
            "5,3 60,2 85,12 60,50 50,100",
        ),
        (  # 8: begun at its waist; at its head; two rings; open at its head
            "50,48 15,25 50,0 85,22 50,48 10,76 50,100 90,76 50,48",
            "82,12 50,0 15,20 50,47 88,76 50,100 12,76 50,47 85,15",
            "50,45 20,22 50,0 80,22 50,45 / 50,45 10,74 50,100 90,74 50,45",
            "70,2 20,12 45,45 85,78 45,100 15,75 55,45 95,5",
        ),
        (  # 9: a stem; hooked; a foot to the left; curved; a ring and a stem; slanting; more hooks
            "85,15 45,0 10,25 45,50 85,15 85,15 80,100",
            "85,20 45,0 10,25 45,48 82,20 82,20 85,70 50,100 5,90",
            "75,15 40,0 10,20 40,45 75,15 75,15 78,85 60,98 2,100",
            "70,30 50,45 10,25 50,0 88,30 70,75 30,100",
            "60,42 15,40 20,3 70,3 75,40 55,45 / 80,10 70,100",
            "85,12 40,0 15,30 55,42 90,10 90,10 30,100",
            "80,10 45,0 15,22 45,42 80,12 70,60 75,90 40,100 2,88",
            "75,12 45,0 20,18 45,38 70,20 62,45 85,75 60,100 0,98",
            "70,20 40,5 15,28 50,45 85,10 85,10 88,60 60,95 5,85",
        ),
    )
)
RARER: Final = parse_all(  # what fewer people write, learned by the spotter alone
    (
        (  # 0: crossed out; its end runs across it; a loop at its head
            "50,0 10,30 12,75 50,100 88,75 90,30 50,0 / 82,12 18,88",
            "85,8 35,2 8,50 40,100 85,75 80,25 35,0",
            "55,5 15,30 10,75 50,100 88,70 75,15 45,0 35,12 60,20 85,5",
        ),
        (  # 1: a flag down to the line; a flag that begins with a hook; a wavy stem
            "0,95 65,0 65,0 62,100",
            "0,42 12,50 60,0 60,0 55,100",
            "20,28 55,0 55,0 48,50 60,100",
        ),
        (  # 2: as a Z with a curved neck; a small head, a long foot; a ring at its foot
            "10,15 45,0 75,15 60,45 8,98 8,98 95,90",
            "20,18 40,0 60,15 45,55 0,100 0,100 100,96",
            "12,20 50,0 80,25 45,75 15,98 5,85 20,75 50,92 95,95",
        ),
        (  # 3: a flat top, no waist; a small head; as a Z above a bowl
            "5,5 80,0 80,0 35,38 80,55 80,85 40,100 5,85",
            "25,8 55,0 68,20 40,38 40,38 95,68 55,100 0,88",
            "10,5 85,2 85,2 30,45 75,48 85,78 45,100 5,92",
        ),
        (  # 4: a bowl, a short stem; looped; a deep bowl; low; its stem crosses far down; angular
            "65,0 20,42 6,75 30,85 88,65 / 82,45 76,100",
            "40,0 8,52 22,68 70,60 92,40 78,28 66,55 60,100",
            "15,0 5,40 20,65 55,60 80,35 / 82,10 80,60 70,100",
            "45,0 2,80 2,80 98,78 / 62,50 64,100",
            "30,0 5,40 5,40 90,42 / 72,8 60,100",
            "25,0 12,48 12,48 45,52 85,40 / 80,5 82,60 72,100",
        ),
        (  # 5: a belly alone under a roof; a narrow neck; its roof sinks
            "35,0 25,45 25,45 70,45 85,75 50,100 8,90 / 35,0 95,8",
            "85,2 40,0 40,0 30,35 75,55 70,90 10,100",
            "30,5 20,45 20,45 65,42 88,70 50,100 5,95 / 30,5 60,12 92,0",
        ),
        (  # 6: as a G; a small ring low down; its ring open
            "85,8 35,15 8,60 35,100 80,90 88,62 45,65",
            "70,0 25,45 12,82 40,100 68,84 48,68 18,80",
            "65,0 15,45 10,85 50,100 88,80 75,58 40,62",
        ),
        (  # 7: a short roof, a wide bar; curled at its foot; a round roof; a deep serif; a low bar
            "28,2 65,0 65,0 50,100 / 18,52 88,46",
            "5,8 90,0 90,0 52,60 42,95 65,98 / 18,55 82,50",
            "5,15 30,0 60,8 90,2 62,50 48,100 / 15,56 85,46",
            "8,25 10,2 10,2 88,0 88,0 45,55 40,100",
            "5,5 80,0 80,0 45,50 30,100 / 20,40 75,62",
        ),
        (  # 8: as two loops of one line, crossed low; its ring open at the side; a small head
            "85,8 45,0 20,20 75,70 50,100 12,80 60,38 80,10",
            "75,15 45,0 20,22 50,45 85,75 50,100 15,75 60,40 75,15",
            "50,35 35,15 50,0 65,15 50,35 5,72 50,100 95,72 50,35",
        ),
        (  # 9: a ring and a stem from under it; its stem bends back; a small ring far up; wide
            "46,46 12,24 48,0 82,22 50,46 / 62,40 70,100",
            "82,15 45,0 12,22 40,48 78,22 82,60 50,98 20,80",
            "78,12 50,0 32,15 50,32 76,14 76,14 72,60 55,100",
            "75,5 30,0 10,28 40,50 75,35 80,5 80,5 62,60 70,100",
        ),
    )
)
