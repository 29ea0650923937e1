"""An office may demand a second step from a day on; whoever lost hers is helped by an administrator, who learns no secret."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from gongjian.core.factors.actions import remove_app, reset_protection, set_rule
from gongjian.core.factors.models import Authenticator, FactorRule, RecoveryCode
from gongjian.core.factors.tests.acts import MINE, SECOND, is_in, knock, shown, with_app, words
from gongjian.core.notices.models import Notice
from gongjian.core.people.actions import make_token
from gongjian.core.people.tests.acts import trail_of
from gongjian.core.refusal import Refused
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
DESK = "/desk/protection/"
DAY = dt.timedelta(days=1)


def demand(cast: Cast, day: dt.date | None = None) -> dt.date:
    day = day or timezone.localdate()
    FactorRule.objects.update_or_create(office=cast.office, defaults={"required_from": day})
    return day


def test_off_by_default(cast: Cast) -> None:
    client = cast.client_for(cast.clerk)
    assert client.get("/desk/").status_code == 200
    assert "二次验证" not in words(client.get("/desk/"))


def test_before_the_day_every_page_of_the_desk_reminds(cast: Cast) -> None:
    day = demand(cast, timezone.localdate() + DAY)
    client = cast.client_for(cast.clerk)
    page = words(client.get("/desk/"))
    assert f"自 {day} 起" in page and MINE in page
    with_app(cast.clerk)
    assert str(day) not in words(client.get("/desk/"))


def test_from_the_day_on_one_sets_it_up_and_can_do_nothing_else(cast: Cast) -> None:
    demand(cast)
    client = knock("clerk")
    for path in ("/desk/", "/account/sessions/", "/account/tokens/", "/desk/reports/"):
        assert client.get(path)["Location"] == MINE, path
    answer = client.get("/api/v1/items/inbox/")
    assert answer.status_code == 403
    assert "二次验证" in answer.json()["reason"]
    for path in (MINE, f"{MINE}passkeys/add/", "/account/password/"):
        assert client.get(path).status_code == 200, path
    assert client.post(f"{MINE}app/begin/", {"once": "x"}).status_code == 302
    with_app_by_hand(client)
    assert client.get("/desk/").status_code == 200


def with_app_by_hand(client: Client) -> None:
    import re

    [typed] = re.findall(r'value="((?:[A-Z2-7]{4} ?){8})"', words(client.get(f"{MINE}app/")))
    answer = client.post(f"{MINE}app/", {"code": shown(typed.replace(" ", "")), "once": "c"})
    assert answer.status_code == 302


def test_only_staff_of_that_office_is_concerned(cast: Cast) -> None:
    demand(cast)
    for person in (cast.partner_contact, cast.resident, cast.stranger, cast.outsider, cast.twin.clerk):
        assert cast.client_for(person).get("/account/").status_code == 200, person
    for person in (cast.grid_worker, cast.secretary, cast.auditor, cast.administrator):
        assert cast.client_for(person).get("/account/").status_code == 302, person


def test_whoever_holds_a_role_there_is_concerned_wherever_she_works(cast: Cast) -> None:
    from tests.cast import give

    give(cast.twin.clerk, role="checker", area=cast.community)
    demand(cast)
    assert cast.client_for(cast.twin.clerk).get("/account/").status_code == 302


def test_a_token_for_a_program_goes_on(cast: Cast) -> None:
    demand(cast)
    now = timezone.now()
    _token, text = make_token(
        cast.clerk, name="报表", reach="read", expires_on=timezone.localdate() + DAY, now=now
    )
    assert Client(headers={"authorization": f"Bearer {text}"}).get("/api/v1/items/inbox/").status_code == 200


def test_where_it_is_demanded_the_last_one_stays(cast: Cast) -> None:
    with_app(cast.clerk)
    demand(cast)
    with pytest.raises(Refused) as refused:
        remove_app(cast.clerk, now=timezone.now())
    assert refused.value.code == "demanded"
    assert Authenticator.objects.get().removed_at is None


def test_no_further_question_is_asked_of_the_database(cast: Cast, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = cast.client_for(cast.clerk)
    client.get("/account/")
    with CaptureQueriesContext(connection) as without:
        client.get("/account/")
    demand(cast, timezone.localdate() + DAY)
    with CaptureQueriesContext(connection) as asked:
        client.get("/account/")
    assert len(asked) == len(without)
    assert [one["sql"] for one in asked.captured_queries if "factors_factorrule" in one["sql"]]


def test_the_administrator_demands_it_once_she_has_one_herself(cast: Cast) -> None:
    day = timezone.localdate() + 7 * DAY
    client = cast.client_for(cast.administrator)
    where = f"{DESK}{cast.office.pk}/"
    answer = client.post(where, {"required_from": day.isoformat(), "once": "a"})
    assert answer.status_code == 422
    assert "先为您自己" in words(answer)
    with_app(cast.administrator)
    for _twice in range(2):
        assert client.post(where, {"required_from": day.isoformat(), "once": "b"}).status_code == 302
    assert FactorRule.objects.get(office=cast.office).required_from == day
    assert len(trail_of("factors.set_rule")) == 1
    page = words(client.get(DESK))
    assert (
        str(day) in page
        and cast.clerk.name in page
        and cast.twin.clerk.name + "<" not in page.replace(cast.clerk.name, "")
    )
    assert client.post(where, {"required_from": "", "once": "c"}).status_code == 302
    assert FactorRule.objects.get(office=cast.office).required_from is None


def test_a_past_day_and_another_office_are_refused(cast: Cast) -> None:
    with_app(cast.administrator)
    client = cast.client_for(cast.administrator)
    past = (timezone.localdate() - DAY).isoformat()
    assert client.post(f"{DESK}{cast.office.pk}/", {"required_from": past}).status_code == 422
    assert client.post(f"{DESK}{cast.twin_office.pk}/", {"required_from": ""}).status_code == 404
    with pytest.raises(Refused):
        set_rule(cast.twin_office, required_from=None, actor=cast.administrator, now=timezone.now())


@pytest.mark.parametrize("part", ["clerk", "secretary", "auditor", "resident"])
def test_only_administrators_open_these_pages(cast: Cast, part: str) -> None:
    client = cast.client_for(getattr(cast, part))
    for path in (DESK, f"{DESK}{cast.office.pk}/", f"{DESK}people/{cast.head.pk}/"):
        assert client.get(path).status_code == 403, path
    assert client.post(f"{DESK}people/{cast.head.pk}/reset/", {"reason": "x"}).status_code == 403


def test_an_administrator_takes_a_lost_phones_step_away_and_it_is_told(cast: Cast) -> None:
    secret = with_app(cast.clerk)
    there = knock("clerk")
    there.post(SECOND, {"code": shown(secret)})
    there.post(f"{MINE}codes/", {"once": "k"})
    assert is_in(there) and RecoveryCode.objects.count() == 10
    client = cast.client_for(cast.administrator)
    page = words(client.get(f"{DESK}people/{cast.clerk.pk}/"))
    assert secret not in page and "已保护" in page
    where = f"{DESK}people/{cast.clerk.pk}/reset/"
    assert client.post(where, {"reason": "", "once": "a"}).status_code == 422
    for _twice in range(2):
        assert client.post(where, {"reason": "手机丢失", "once": "b"}).status_code == 302
    assert not is_in(there)
    again = knock("clerk")
    assert is_in(again)
    assert "二次验证" in words(again.get("/desk/notices/"))
    [row] = trail_of("factors.reset")
    assert (row.actor, row.reason) == (cast.administrator, "手机丢失")
    assert row.changes == {"app": 1, "passkeys": 0, "codes": 10}
    assert Notice.objects.filter(person=cast.clerk, kind="factors_reset").count() == 1
    assert Authenticator.objects.get().secret_sealed is None and not RecoveryCode.objects.exists()


def test_not_her_own_nor_somebody_elses_nor_what_is_not_there(cast: Cast) -> None:
    now = timezone.now()
    for person in (cast.administrator, cast.twin.clerk, cast.clerk):
        if person != cast.clerk:
            with_app(person)
        with pytest.raises(Refused):
            reset_protection(person, reason="手机丢失", actor=cast.administrator, now=now)
    client = cast.client_for(cast.administrator)
    assert client.get(f"{DESK}people/{cast.twin.clerk.pk}/").status_code == 404
    assert client.post(f"{DESK}people/{cast.twin.clerk.pk}/reset/", {"reason": "x"}).status_code == 404


def test_a_given_password_is_changed_before_a_step_is_set_up(cast: Cast) -> None:
    demand(cast)
    cast.clerk.password_given = True
    cast.clerk.save()
    client = knock("clerk")
    assert client.get(MINE)["Location"] == "/account/password/"
    given = {"old": PASSWORD, "new": "another-河边-2027", "again": "another-河边-2027"}
    assert client.post("/account/password/", given).status_code == 302
    assert client.get("/desk/")["Location"] == MINE
