"""Seconds and settings as JSON in; a service out whose model takes so long, for tests."""

import json
import sys
import time

import numpy as np

from inkdigits.model import Classified
from inkdigits.reader import Reader
from inkdigits.web.app import create_app
from inkdigits.web.logs import log_to_standard_error
from inkdigits.web.server import listen, make_server
from inkdigits.web.settings import Settings


class Slow:
    """Sleeps before it answers."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def classify(self, frames):
        time.sleep(self.seconds)
        even = np.full((len(frames), 10), 0.1, np.float32)
        return Classified(probabilities=even, digitness=None, accepted=None)


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    model, settings = Slow(given.pop("seconds")), Settings(port=0, **given)
    log_to_standard_error("json")
    app = create_app(Reader(model), settings)
    make_server(app, settings).run([listen(settings.host, settings.port)])
