"""The web process is ready before it is asked."""

import os
import subprocess
import sys

ASK = "import sys; import miz.config.wsgi; print('miz.web.portal.wizard' in sys.modules)"


def test_the_first_visitor_waits_for_no_page_to_be_loaded():
    said = subprocess.run(
        [sys.executable, "-c", ASK],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"MIZ_SECRET_KEY": "of a test"},
    )
    assert said.stdout.strip() == "True"
