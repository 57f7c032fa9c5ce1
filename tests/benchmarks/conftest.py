"""The benchmarks are scripts, not a package: their folder is put on the path."""

import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

NHS_HEAD = (
    "Comment ID,Respondent ID, FFT answer ,Comment sentiment,"
    "Staff\u00a0manner & attitude,Parking,Labelling not possible\n"
)
FABSA_HEAD = "id,text,labels,org_index,industry,data_source\n"
MAMS = """<sentences><sentence><text>Fine soup, rude waiter</text><aspectCategories>
<aspectCategory category="food" polarity="positive"/>
<aspectCategory category="staff" polarity="negative"/></aspectCategories></sentence></sentences>"""
SEMEVAL = """<Reviews><Review><sentences>
<sentence id="1"><text>Great rice, cold fish</text><Opinions>
<Opinion target="rice" category="FOOD#QUALITY" polarity="positive"/>
<Opinion target="fish" category="FOOD#QUALITY" polarity="negative"/>
<Opinion target="NULL" category="FOOD#STYLE_OPTIONS" polarity="neutral"/></Opinions></sentence>
<sentence id="2"><text>We came at noon</text></sentence>
<sentence id="3" OutOfScope="TRUE"><text>Another place is better</text></sentence>
</sentences></Review></Reviews>"""


@pytest.fixture
def data(tmp_path):
    """A data folder with a few invented rows of each set."""
    nhs = [f"{i},r{i // 2},Kind nurse {i},{1 + i % 5},1,,\n" for i in range(30)]
    nhs += ["90,r90,No space for the car,6,,1,\n", "91,r91,nothing,,,,1\n", "92,r92,,1,1,,\n"]
    fabsa = [
        "1,Quick and cheap,"
        "\"['logistics-rides.speed.1', 'value.price-value-for-money.1']\",1,Food,x\n",
        "2,quick AND cheap!,\"['logistics-rides.speed.0']\",2,Shoes,x\n",
        "3,Cannot log in,\"['account-management.account-access.-1']\",2,Shoes,x\n",
    ]
    uci = 'Works well.\t1\r"It said ""error"" twice"\t0\nBroke\t0'
    files = {
        "nhs_fft/v6framework_230831.csv": NHS_HEAD + "".join(nhs),
        "fabsa_a/reviews.csv": FABSA_HEAD + "".join(fabsa),
        "mams/MAMS-ACSA_train.xml": MAMS,
        "mams/MAMS-ACSA_test.xml": MAMS,
        "semeval2016/gold.xml": SEMEVAL,
        **{f"uci_sentiment/{name}_labelled.txt": uci for name in ("amazon_cells", "imdb", "yelp")},
    }
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode())
    return tmp_path
