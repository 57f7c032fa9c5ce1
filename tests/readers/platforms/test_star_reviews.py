"""App Store and Google Play: stars are refused unless the scale is named."""

import pytest

from nps_reasons.errors import InputError

PLAY = (
    "Package Name,App Version Code,App Version Name,Reviewer Language,Device,"
    "Review Submit Date and Time,Review Submit Millis Since Epoch,"
    "Review Last Update Date and Time,Review Last Update Millis Since Epoch,Star Rating,"
    "Review Title,Review Text,Developer Reply Date and Time,"
    "Developer Reply Millis Since Epoch,Developer Reply Text,Review Link"
)
LINK = "https://example.com/app/user-feedback/review-details?reviewId={}&corpus=PUBLIC_REVIEWS"
STORE = "id,rating,title,body,reviewerNickname,createdDate,territory\n"


def play(stars, text="", title="", review="", millis="1759500311000"):
    link = LINK.format(review) if review else ""
    return (
        f"com.example.app,12,5.2,de,pixel,2025-10-03T14:05:11Z,{millis},,,{stars},{title},{text},"
        f"2025-10-04T08:00:00Z,1759564800000,A reply that is longer than the text,{link}"
    )


def file_of(*rows, encoding="utf-16"):
    return "\n".join([PLAY, *rows, ""]).encode(encoding)


@pytest.mark.parametrize(
    ("content", "store"),
    [
        (file_of(play(5, "Good"), play(1, "Bad")), "Google Play"),
        (STORE.encode() + b"1,5,Fine,All of it,anon,2025-10-02T10:00:00-07:00,USA\n", "App Store"),
    ],
)
def test_stars_are_refused_by_the_name_of_the_store(survey, content, store):
    with pytest.raises(InputError, match=f"{store} reviews.*--score-scale 1-5"):
        survey({"r.csv": content})


def test_google_play_reviews_are_read_from_utf_16_with_the_id_in_the_link(survey):
    content = file_of(
        play(5, "Good", review="gp%3AAOqpTOE_1"),
        play(1, "Bad", review="gp:AOqpTOE_2", millis="1759500312000"),
        play(4, review="", millis="", title="Only a title"),
    )
    read = survey({"r.csv": content}, scale="1-5")
    assert read.profile.name == "google_play"
    by_id = read.responses.set_index("response_id")
    assert {"gp:AOqpTOE_1", "gp:AOqpTOE_2"} < set(by_id.index)
    assert by_id.loc["gp:AOqpTOE_1", "group"] == "promoter"
    assert by_id.loc["gp:AOqpTOE_2", "responded_at"].timestamp() == 1759500312
    titled = read.responses[read.responses["score"] == 4].iloc[0]
    assert titled["reason"] == "Only a title"
    assert titled["responded_at"].timestamp() == 1759500311
    assert set(read.responses["language"]) == {"de"}


def test_the_reply_of_the_developer_is_no_reason(survey):
    read = survey({"r.csv": file_of(play(5), play(1))}, scale="1-5")
    assert read.responses["reason"].isna().all()


def test_app_store_reviews_take_the_body_as_the_reason_and_the_title_where_there_is_none(survey):
    rows = (
        "a,1,Crashes,It stops at once,anon1,2025-10-02T10:00:00-07:00,USA\n"
        "b,5,Love it,,anon2,2025-10-03T10:00:00-07:00,GBR\n"
    )
    read = survey({"r.csv": STORE + rows}, scale="1-5")
    assert read.profile.name == "app_store"
    assert read.responses["reason"].tolist() == ["It stops at once", "Love it"]
    assert read.responses["responded_at"].dt.hour.tolist() == [17, 17]


def test_attributes_with_the_prefix_of_the_api_are_known(survey):
    header = "id,attributes.rating,attributes.body,attributes.createdDate,attributes.territory\n"
    read = survey({"r.csv": header + "a,4,Fine,2025-10-02T10:00:00Z,USA\n"}, scale="1-5")
    assert read.profile.name == "app_store"
    assert read.responses["group"].tolist() == ["passive"]
