"""Background entries of the letters to other agencies."""

from procrastinate.contrib.django import app

from miz.connectors import letters


@app.periodic(cron="* * * * * */5")
@app.task(queue="papers", queueing_lock="letters.lay_out", lock="letters.lay_out")
def lay_out_letters(timestamp: int) -> None:
    letters.lay_out_due()
