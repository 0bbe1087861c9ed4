"""Choose past or coming by tense, verb class, preposition and clause; keep the other reading."""

from datetime import date, timedelta

import polars as pl
import pytest

from timeline.temporal import tag

DAY = date(2025, 1, 28)
"""A Tuesday."""

DATES = {
    "Monday": ("2025-01-27", "2025-02-03"),
    "Wednesday": ("2025-01-22", "2025-01-29"),
    "Thursday": ("2025-01-23", "2025-01-30"),
    "Friday": ("2025-01-24", "2025-01-31"),
    "Saturday": ("2025-01-25", "2025-02-01"),
    "Sunday": ("2025-01-26", "2025-02-02"),
    "March": ("2024-03", "2025-03"),
    "May": ("2024-05", "2025-05"),
    "June": ("2024-06", "2025-06"),
    "July": ("2024-07", "2025-07"),
    "October": ("2024-10", "2025-10"),
    "November": ("2024-11", "2025-11"),
    "Dec. 3": ("2024-12-03", "2025-12-03"),
    "March 3": ("2024-03-03", "2025-03-03"),
    "Election Day": ("2024-11-05", "2025-11-04"),
    "the fourth quarter": ("2024-Q4", "2025-Q4"),
    "the summer": ("2024-SU", "2025-SU"),
    "the weekend": ("2025-W04-WE", "2025-W05-WE"),
}
"""The past and the coming reading of each phrase, counted by hand."""

PAST = """
The minister resigned on [Friday].
Police arrested two men [Monday] near the harbour.
The bank said on [Thursday] that profit had doubled.
The bank said on [Monday] it would close 40 branches.
She told reporters on [Wednesday] the talks would go on.
Two hikers were found dead on [Saturday].
The river broke its banks on [Sunday].
Talks between the two sides ended [Friday] without a deal.
He has been in hospital since [Friday].
The union has been on strike since [October].
He did not name her in his speech at the Seventh Conference of Northern Fishing Towns in Harstad on [Friday].
On [Friday], the court threw out the case.
In [October], the group sold its last mine.
In [May], voters elected a new mayor.
The firm agreed in [October] to sell its arm in Spain.
The council voted [Thursday] to raise rents.
The board decided in [November] to cut dividends.
Shares fell in [October] after a profit warning.
The bridge, which was opened in [June], has closed again.
The deal announced on [Friday] will cost jobs.
The law passed in [June] will be repealed.
The report released [Monday] says that prices will rise.
It was on [Friday] that the storm struck.
He died on [Saturday] aged 84.
The plant had been due to reopen on [Friday].
A spokesman would not comment on [Friday].
The ministry did not respond on [Monday].
She could not be reached on [Sunday].
Neither man could be found on [Saturday].
He failed to turn up in court on [Friday].
The two leaders met on [Thursday] to discuss a truce.
They refused to testify on [Wednesday].
The former champion won in [July] and lost in the autumn.
The newly elected president spoke on [Friday].
At [Friday]'s meeting the mayor was booed.
On [Friday], when he was arrested, he had a gun.
The trial began on [Monday] in Leeds.
Exports rose in [November] to a record.
Mr. Ortiz, who will retire soon, flew home on [Saturday].
The company earned less in [the fourth quarter] than it had hoped.
It rained for most of [the summer] and crops failed.
He was released on [Dec. 3] after two years.
Some 2.5 million people voted on [Sunday].
The factory ran until [June], when it was shut.
Fans queued for hours on [Saturday].
Prices dropped sharply in [March] and have not recovered.
Officials said that on [Friday] troops fired at the crowd.
The airline cancelled 30 flights over [the weekend].
The camp stayed open until [June].
He said he'd seen them on [Friday].
The two firms extended their offer on [Friday].
The council postponed its vote on [Thursday].
She did not have to vote on [Thursday].
"""

COMING = """
The minister will resign on [Friday].
The bank will report results [Thursday].
The bank said on Monday it would close branches in [May].
She won't speak before [Friday].
They'll vote on [Thursday].
The union plans to strike on [Friday].
The two leaders are to meet on [Thursday].
The trial opens [Monday] in Leeds.
The ban takes effect in [July].
The law comes into force on [March 3].
The museum opens in [May].
Talks resume on [Wednesday] in Vienna.
Ministers meet on [Thursday] to discuss quotas.
The president is flying to Oslo on [Friday].
The pair are meeting again on [Wednesday].
The case is due in court on [Friday].
A decision is expected in [March].
A vote is scheduled for [Thursday].
A vote scheduled for [Thursday] is too close to call.
The hearing was postponed until [Friday].
The road is closed until [Friday].
The bill must be paid by [Friday].
Claims have to be filed by [Friday].
The shop is going to close in [June].
He has agreed to meet them on [Friday].
The alliance has decided to admit three states in [March].
The firm hopes to reopen the line in [October].
Its plan to shut the mine in [March] has been leaked.
A bid to raise the wreck in [May] may cost millions.
The tour starts on [Saturday].
The tour begins in Lyon in [May].
Voters go to the polls on [Sunday].
The jury could decide as early as [Friday].
The strike could begin as soon as [Thursday].
The bank must decide no later than [Friday].
Investors were nervous ahead of [Friday]'s jobs report.
If it rains on [Saturday], the match is off.
He would resign on [Friday] if the vote were lost.
Unless a deal is found by [Friday], the port shuts.
On [Friday], the court will rule.
In [March], the group is to open its first hotel.
By [June], half of the staff will have left.
He said that on [Friday] the court would rule.
The vote on [Friday] will decide his fate.
She will be named head of the agency in [March].
The money will be paid to the owners of the fields in [October].
The shares are to be listed in Paris in [June].
Mr. Ortiz will meet Mrs. Lund on [Thursday].
A protest is planned in the capital on [Saturday].
Protesters planned a march on [Saturday].
Economists forecast that prices will fall in [March].
The group expects to turn a profit in [the fourth quarter].
Analysts expect a loss in [the fourth quarter].
The sale should close in [the fourth quarter].
The ship arrives in Hull on [Saturday].
The film premieres on [Friday].
The band kicks off its tour on [Saturday].
The two firms intend to merge in [July].
The agency said it was likely to act in [March].
Candidates have until [Friday] to sign up.
The offer expires on [Friday].
The talks, which were held in secret, resume on [Thursday].
The new rules apply from [Monday].
The show runs until [June].
Airlines are bracing for chaos on [Friday].
The judge, who was named last year, will rule on [Thursday].
He vowed to return on [Saturday].
The rate cut is likely to be announced on [Thursday].
The team travels to Porto on [Thursday].
She takes office on [March 3].
She said she'd sue in [March].
The court gave the firm until [March] to pay.
If no deal is reached on [Friday], the port will shut.
Senate to vote on budget [Thursday]
The match was put off to [Saturday].
Turnout should be high on [Election Day].
The party hopes to win seats in the [November] elections.
The rules must be clear before the [November] elections.
Half of the seats are up for election in [November].
As [Friday]'s final is expected to be close, both teams rest.
The city hosts the games in [July].
The ministers were invited to talks on [Saturday].
The work is to be done in [March].
"""


def table() -> list[tuple[str, str, str, str]]:
    """Give text, phrase, the value that is right and the other."""
    rows = []
    for way, block in (("past", PAST), ("coming", COMING)):
        for line in block.strip().splitlines():
            phrase = line[line.index("[") + 1 : line.index("]")]
            past, coming = DATES[phrase]
            value, other = (past, coming) if way == "past" else (coming, past)
            rows.append((line.replace("[", "").replace("]", ""), phrase, value, other))
    return rows


TABLE = table()


@pytest.fixture(scope="module")
def found() -> pl.DataFrame:
    articles = pl.DataFrame(
        {
            "article_id": [row[0] for row in TABLE],
            "text": [row[0] for row in TABLE],
            "dct_start": [DAY] * len(TABLE),
            "dct_stop": [DAY + timedelta(days=1)] * len(TABLE),
        }
    )
    return tag(articles)


@pytest.mark.parametrize(("text", "phrase", "value", "other"), TABLE, ids=[row[0] for row in TABLE])
def test_direction(found: pl.DataFrame, text: str, phrase: str, value: str, other: str) -> None:
    row = found.filter((pl.col("article_id") == text) & (pl.col("phrase") == phrase)).row(0, named=True)
    assert row["value"] == value
    assert [reading["value"] for reading in row["alternatives"]] == [other]
