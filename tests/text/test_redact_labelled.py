"""Redaction against labelled snippets of several countries: all invented.

What must go stands between quotes with its kind: "ring «020 7946 0123|PHONE»". The numbers are
those of ranges that are kept free for stories, of test cards, or of samples in standards.
"""

import re
from collections import Counter

import pytest

from nps_reasons.text.redact import redact

MARKED = re.compile(r"«(.*?)\|([A-Z]+)»")
PERSONAL = """
ring «020 7946 0123|PHONE» today
call me on «07700 900123|PHONE»
my mobile is «07700900456|PHONE» thanks
please phone «+44 20 7946 0958|PHONE».
reach me at «+44 (0)20 7946 0321|PHONE»
«0161 496 0123|PHONE» is my landline
Call («0115 496 0777|PHONE») after six
tel: «01632 960123|PHONE»
nobody answers «0044 20 7946 0123|PHONE»
call me back: «(212) 555-0123|PHONE»
«212-555-0198|PHONE» any time
my cell «415.555.2671|PHONE»
I can be reached at «+1 415 555 2671|PHONE»
«1-800-555-0199|PHONE» was always busy
text «4155552671|PHONE» please
Ring us on «+1 (604) 555-0145|PHONE»
Canada: «604-555-0187|PHONE»
call «+61 2 5550 1234|PHONE»
my number is «0412 345 678|PHONE»
«(02) 9374 4000|PHONE» in Sydney
NZ mobile «021 123 4567|PHONE»
«+64 9 887 6986|PHONE» please
Dublin «01 234 5678|PHONE» call after 5
mobile «085 012 3456|PHONE»
Bitte rufen Sie mich an: «+49 30 1234567|PHONE» oder «dana@example.com|EMAIL»
Tel. «030 901820|PHONE»
Handy «0151 23456789|PHONE»
Rückruf unter «0151/23456789|PHONE» bitte
erreichbar unter «(089) 636-48018|PHONE»
«+49 (0)89 636 48018|PHONE» ab 18 Uhr
Wien «+43 1 234 5678|PHONE»
Telefon «0664 1234567|PHONE»
Zürich «044 668 18 00|PHONE»
«+41 44 668 18 00|PHONE» anrufen
«0041 44 668 18 00|PHONE» anrufen
Appelez-moi au «06 12 34 56 78|PHONE»
tél. «01.42.68.53.00|PHONE»
mon portable «0612345678|PHONE» merci
«+33 6 12 34 56 78|PHONE» svp
Bruxelles «02 555 12 12|PHONE»
gsm «0470 12 34 56|PHONE» bel me
bel «+32 470 12 34 56|PHONE»
bel mij op «06-12345678|PHONE»
«020-1234567|PHONE» Amsterdam
«+31 6 12345678|PHONE» graag
Llámenme al «612 345 678|PHONE»
teléfono «91 123 45 67|PHONE»
«+34 912 345 678|PHONE» por favor
chiamatemi «+39 06 1234 5678|PHONE»
telefono «02 1234 5678|PHONE»
cellulare «347 123 4567|PHONE»
telemóvel «+351 912 345 678|PHONE»
ligue «912 345 678|PHONE»
ring «08-123 456 78|PHONE» Stockholm
mobil «070-123 45 67|PHONE»
«+46 70 123 45 67|PHONE» tack
tlf «20 12 34 56|PHONE»
«+45 20 12 34 56|PHONE» tak
ring «22 12 34 56|PHONE»
«+47 412 34 567|PHONE» takk
puhelin «040 123 4567|PHONE»
«+358 40 123 4567|PHONE» kiitos
zadzwoń «512 345 678|PHONE»
«+48 512 345 678|PHONE» prosze
call «98765 43210|PHONE»
«+91 98765 43210|PHONE» pls
«+91-9876543210|PHONE» pls
call «+27 82 123 4567|PHONE»
«082 123 4567|PHONE» Cape Town
whatsapp «(11) 91234-5678|PHONE»
«+55 11 91234-5678|PHONE» obrigado
llame al «55 1234 5678|PHONE»
«+52 55 1234 5678|PHONE» gracias
on 01.05.2024 I rang «020 7946 0123|PHONE»
01/05/2024 «020 7946 0123|PHONE» no answer
order 12345678, call «020 7946 0123|PHONE»
write to «jo.doe@example.org|EMAIL»
mail «JO_DOE+nps@mail.example.co.uk|EMAIL»!
<«jo@example.org|EMAIL»>
mailto:«jo@example.org|EMAIL»
«o'neil@example.org|EMAIL» is me
«jürgen@müller.example|EMAIL» hier
Mail an «info@bücher.example|EMAIL».
«jo-ann.x@sub.domain.example.net|EMAIL», thanks
«jo (at) example.org|EMAIL» please
«jo.doe[at]example[dot]org|EMAIL» please
«name (at) example dot org|EMAIL»
(«a@b.example|EMAIL»)
«a@b.example|EMAIL»;«c@d.example|EMAIL»
no answer from «support+case77@example.com|EMAIL»...
card «4111-1111-1111-1111|CARD» was charged
card «4111111111111111|CARD» twice
«5555 5555 5555 4444|CARD» exp 12/27
amex «3782 822463 10005|CARD»
«378282246310005|CARD» is my card
«6011 1111 1111 1117|CARD» declined
«4111 1111 1111 1111|CARD» 12 27 123
you charged «5105105105105100|CARD» again
«3530 1113 3330 0000|CARD» JCB
«30569309025904|CARD» diners
maestro «6759 6498 2643 8453|CARD»
pay «GB82 WEST 1234 5698 7654 32|IBAN» please
«DE89370400440532013000|IBAN» ist mein Konto
IBAN: «DE89 3704 0044 0532 0130 00|IBAN» danke
«de89 3704 0044 0532 0130 00|IBAN» ist es
«FR14 2004 1010 0505 0001 3M02 606|IBAN»
«ES91 2100 0418 4502 0005 1332|IBAN» soon
«NL91ABNA0417164300|IBAN».
«BE68 5390 0754 7034|IBAN» merci
«AT61 1904 3002 3457 3201|IBAN»
«CH93 0076 2011 6238 5295 7|IBAN» bitte
«IT60X0542811101000000123456|IBAN»
«NO93 8601 1117 947|IBAN» takk
«PL61 1090 1014 0000 0712 1981 2874|IBAN»
see «https://shop.example/reset?token=abc123|URL»
«www.shop.example/r?u=77&k=zz|URL», broken
«https://jo:pw@shop.example/|URL» leaks
«https://shop.example/#access_token=abc|URL»
«https://shop.example/i/9f86d081884c7d659a2feaa0c55ad015|URL»
«https://shop.example/s/aZ3kQ9xL2mP7|URL» expired
«shop.example/login?key=1234|URL» fails
(«https://shop.example/x?id=5|URL»)
"""

HARMLESS = """
order 4111111111111112 took 3 weeks
ref 1234567890
my order 0123456789 is late
order number 0207 946 0123 is missing
ticket 020 555 1234 still open
Bestellnummer 0151 2345678 fehlt
commande 06 12 34 56 78 perdue
invoice 2024-000123-77
case #00123456789
on 2024-05-01 10:00 it broke
2024-05-01 10:00 until 2024-05-02 11:30
waited from 12/03/2018 to 01/04/2018
called on 2024-05-01 10:00
from 01.05.2024 to 03.06.2024
01.02.2024 08.30
open 09.00-17.30 and 08.00-12.00
price 1.250.000 is a joke
1 250 000 customers cannot be wrong
612 345 678 rows were lost
costs 1,250,000.00 now
paid 1.234.567,89 EUR
$1 234 567 890 wasted
2.5 Mbps, 10 out of 10, 100,000 rows
10 20 30 40 50 60
1 2 3 4 5 6 7 8 9 10
0 1 2 3 4 5 6 7 8 9
rate 0.50 0.75 1.25 2.50
192.168.100.200 does not answer
version 10.12.2024.1188
ISBN 978-3-16-148410-0
book 0-306-40615-2
id 9f86d081-884c-4d65-9a2f-eaa0c55ad015
a12345678901 is the serial
tracking 1Z999AA10123456784
parcel 00340434161094042557
00340434161094042557 never came
GB82 WEST 1234 5698 7654 33 is no account
in24 this that with them
AB12 CDE is my plate
9111 1111 1111 1111 is no card
1234567812345678 points
barcode 4006381333931
the 2023 2024 2025 prices
2019/2020/2021 reports
24/7 support, 365 days
from 8 to 10 and 12 to 14
score 10/10, 9/10, 8/10
https://shop.example/help
see www.shop.example, it is fine
https://shop.example/help/how-to-return-an-order
https://shop.example/products/1234567
have you seen https://shop.example/help?
https://shop.example/help#returns
and/or? yes = good
you @ the desk
@support was quick
me @home
quick (at) last
meet (at) the office. Thanks
great value @ 9.99
5 stars *****
called 3 times in 10 days
rang 5 times, waited 45 minutes
call 911
call centre waited 20 30 40 minutes
12345678 is my account
account 12345678 sort 20-00-00
1st 2nd 3rd
3x4 5x6 7x8
+10 points
+100 000 people
latitude 51.507351 longitude -0.127758
51.507351, -0.127758
€ 1 000 000 000
16 GB 512 GB 1024 GB
upgrade 14.2.1 to 14.2.3
Version 1.2.3.4.5.6.7.8
postcode 1012 AB, 75008, 10115
PLZ 80331 - 80339
rooms 101 102 103 104 105
2 000 000 000
12:00 13:00 14:00
year 1999 2000 2001 2002
customer 4155552671
policy 212-555-0123
0800
the 0.001 percent
9876543210 is a big number
pay by IBAN or card
my email and phone are on file
"""


def labelled():
    for line in f"{PERSONAL}{HARMLESS}".strip().splitlines():
        text = MARKED.sub(r"\1", line)
        kinds = Counter(kind.lower() for _, kind in MARKED.findall(line))
        yield pytest.param(text, MARKED.sub(r"[\2]", line), kinds, id=text)


CASES = [case.values for case in labelled()]

PRECISION, RECALL = 0.97, 0.97
"""What the rules reach on these snippets is above both."""


def test_there_are_enough_snippets_of_both_sorts():
    assert len(CASES) == len({text for text, *_ in CASES}) >= 200
    assert min(sum(not kinds for *_, kinds in CASES), sum(map(bool, (k for *_, k in CASES)))) >= 80


def scores(kinds_of_interest):
    right = found = there = 0
    for text, _, wanted in CASES:
        got = redact(text).counts
        for kind in kinds_of_interest:
            right += min(got[kind], wanted[kind])
            found += got[kind]
            there += wanted[kind]
    return right / found, right / there


@pytest.mark.parametrize("kind", ["email", "phone", "card", "iban", "url"])
def test_each_kind_is_found_and_nothing_else_is_taken_for_it(kind):
    precision, recall = scores([kind])
    assert precision >= PRECISION
    assert recall >= RECALL


def test_the_text_around_what_was_taken_out_is_untouched():
    wrong = [(text, redact(text).text) for text, wanted, _ in CASES if redact(text).text != wanted]
    assert len(wrong) <= (1 - RECALL) * len(CASES), wrong


def test_redacting_a_labelled_text_twice_changes_nothing():
    for text, *_ in CASES:
        once = redact(text).text
        assert redact(once).text == once
