"""Events of RasClient in the forms that Windows exports and people copy: events/good, and broken ones in events/bad.
laptop-042.xml is what the README shows.

Names, GUIDs and times are invented. The shapes are those of Get-EventLog, Get-WinEvent, wevtutil and the Event Viewer.
"""

import json
import textwrap

from output import write

HERE = "events/"
DEVICE = "laptop-042.corp.contoso.com"
GUID = "{B4000371-A67F-452F-AA4C-3125AA9CFC78}"
USER_GUID = "{7D1F4E02-0000-0001-9D2A-E1B4C0FFEE00}"
LINK = ("\r\nServer address/Phone Number = vpn.contoso.com\r\nDevice = WAN Miniport (IKEv2)\r\nPort = VPN2-1\r\n"
        "MediaType = VPN")
SETTINGS = "\r\nDial-in User = \r\nVpnStrategy = IKEv2\r\nDataEncryption = Require\r\nPrerequisiteEntry = "


class Event:
    def __init__(self, number, strings, time="2026-05-31T06:15:02", computer=DEVICE):
        self.number, self.strings, self.time, self.computer = number, strings, time, computer

    @property
    def message(self):
        co_id, user, *rest = self.strings
        words = {
            20221: "The user {0} has started dialing a {1} connection using a {2} connection profile named {3}. The "
                   "connection settings are: {4}.",
            20222: "The user {0} is trying to establish a link to the Remote Access Server for the connection named {1} "
                   "using the following device: {2}.",
            20227: "The user {0} dialed a connection named {1} which has failed. The error code returned on failure is "
                   "{2}.",
        }[self.number]
        return f"CoId={co_id}: " + words.format(user, *rest)


def attempt(code, guid=GUID, user="SYSTEM", name="AOVPN Device", profile="all-user", time="06:15:02", computer=DEVICE):
    """Dialling begins, a link is attempted, dialling has failed."""
    return [
        Event(20221, (guid, user, "VPN", profile, name, SETTINGS), f"2026-05-31T{time}", computer),
        Event(20222, (guid, user, name, LINK), f"2026-05-31T{time}", computer),
        Event(20227, (guid, user, name, str(code)), f"2026-05-31T{time}", computer),
    ]


ALL = attempt(13801) + attempt(853, USER_GUID, "CONTOSO\\alice", "AOVPN User", "per-user", "07:20:00")
FAILURES = [event for event in ALL if event.number == 20227]


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


# -- XML

NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"


def xml(event, rendered=None, provider="RasClient", prefix=""):
    data = "".join(f"<Data>{escape(text)}</Data>" for text in event.strings)
    message = f"<RenderingInfo Culture='en-US'><Message>{escape(rendered)}</Message></RenderingInfo>" if rendered else ""
    text = (
        f"<Event xmlns='{NAMESPACE}'><System><Provider Name='{provider}'/><EventID Qualifiers='0'>{event.number}</EventID>"
        f"<Level>2</Level><Task>0</Task><Keywords>0x80000000000000</Keywords>"
        f"<TimeCreated SystemTime='{event.time}.1234567Z'/><EventRecordID>14352</EventRecordID><Channel>Application</Channel>"
        f"<Computer>{event.computer}</Computer><Security/></System><EventData>{data}</EventData>{message}</Event>")
    return text.replace("<", "<" + prefix).replace(f"<{prefix}/", f"</{prefix}").replace("xmlns=", f"xmlns:{prefix[:-1]}=") \
        if prefix else text


def make_xml():
    write(HERE + "good/wevtutil.xml", ("<Events>" + "\r\n".join(map(xml, ALL)) + "</Events>\r\n").encode())
    write(HERE + "good/wevtutil-roots.xml", ("\r\n".join(map(xml, ALL)) + "\r\n").encode())
    write(HERE + "good/wevtutil-utf16.xml", ("\ufeff<?xml version=\"1.0\" encoding=\"utf-16\"?>\r\n<Events>" +
                                            "".join(map(xml, ALL)) + "</Events>").encode("utf-16-le"))
    write(HERE + "good/rendered.xml", ("<Events>" + "".join(xml(event, event.message) for event in ALL) +
                                      "</Events>").encode())
    write(HERE + "good/prefixed.xml", ("<x:Events xmlns:x='urn:y'>" + xml(FAILURES[0], prefix="e:") + "</x:Events>").encode())
    write(HERE + "laptop-042.xml", ("<Events>" + "\r\n".join(map(xml, attempt(13801) + attempt(
        809, "{9C2E4D11-52F0-4D7B-8E57-0A6C1D3B7F20}", time="06:45:40"))) + "</Events>\r\n").encode())
    other = Event(1000, ("notepad.exe", "10.0"))
    write(HERE + "good/with-others.xml", ("<Events>" + xml(other, provider="Application Error") + xml(FAILURES[0]) +
                                         xml(other, provider="Application Error") + xml(Event(20227, ("x",)), provider="Other") +
                                         "</Events>").encode())
    comment = xml(FAILURES[0]).replace("<System>", "<!-- </Event> --><System>")
    write(HERE + "good/comment.xml", comment.encode())

    good = xml(FAILURES[1])
    write(HERE + "bad/cut.xml", ("<Events>\n" + good + "\n" + xml(FAILURES[0])[:-30]).encode())
    write(HERE + "bad/mismatch.xml", ("<Events>\n" + xml(FAILURES[0]).replace("</System>", "</Sytem>") + "\n" + good +
                                     "</Events>").encode())
    write(HERE + "bad/without-id.xml", xml(FAILURES[0]).replace("EventID", "Number").encode())
    write(HERE + "bad/without-code.xml", xml(Event(20227, FAILURES[0].strings[:3])).encode())
    write(HERE + "bad/entity.xml", (f"<!DOCTYPE Events [<!ENTITY a 'b'>]>\n" +
                                   xml(FAILURES[0]).replace("13801", "&a;")).encode())
    write(HERE + "bad/code-no-number.xml", xml(Event(20227, FAILURES[0].strings[:3] + ("soon",))).encode())
    write(HERE + "bad/nested.xml", ("<Events>\n<Event><System>\n" + good + "</Events>").encode())


# -- JSON

def as_json(event, **changes):
    value = {"TimeCreated": f"{event.time}.1234567Z", "Id": event.number, "ProviderName": "RasClient",
             "MachineName": event.computer, "Message": event.message,
             "Properties": [{"Value": text} for text in event.strings]}
    value.update(changes)
    return {key: item for key, item in value.items() if item is not None}


def milliseconds(event):
    import calendar
    import time
    return calendar.timegm(time.strptime(event.time, "%Y-%m-%dT%H:%M:%S")) * 1000 + 123


def make_json():
    def save(name, value):
        write(HERE + name, json.dumps(value, indent=2).encode())

    save("good/powershell7.json", [as_json(event) for event in ALL])
    old = [as_json(event, TimeCreated=f"/Date({milliseconds(event)})/", Properties=None) for event in ALL]
    write(HERE + "good/powershell5.json", ("\ufeff" + json.dumps({"value": old, "Count": len(old)}, indent=4)
                                          .replace("/Date", "\\/Date").replace(")/", ")\\/")).replace("\n", "\r\n")
          .encode("utf-16-le"))
    save("good/single.json", as_json(FAILURES[0], Properties=["System.Diagnostics.Eventing.Reader.EventProperty"] * 4))
    save("good/eventlog.json", [{"EventID": event.number, "MachineName": event.computer, "Source": "RasClient",
                                 "Message": event.message, "ReplacementStrings": list(event.strings),
                                 "InstanceId": event.number, "TimeGenerated": {"value": f"/Date({milliseconds(event)})/",
                                                                               "DateTime": "Sunday, May 31, 2026"}}
                                for event in ALL])
    german = ("CoId=%s: Der Benutzer \"SYSTEM\" hat eine Verbindung mit dem Namen \"AOVPN Device\" gew\u00e4hlt, die "
              "Verbindung konnte jedoch nicht hergestellt werden. Der durch den Fehler zur\u00fcckgegebene Ursachencode "
              "lautet: 13806." % GUID)
    save("good/german.json", as_json(FAILURES[0], Message=german, Properties=None))
    save("good/german-message.json", [german])
    write(HERE + "good/lines.json", b"\n".join(json.dumps(as_json(event)).encode() for event in ALL))

    text = json.dumps([as_json(event) for event in FAILURES], indent=2)
    write(HERE + "bad/cut.json", text[:-200].encode())
    write(HERE + "bad/comma.json", text.replace("},\n  {", "}\n  {", 1).encode())
    save("bad/other-objects.json", [{"Name": "spooler", "Status": 4}])
    save("bad/without-code.json", [as_json(FAILURES[0], Message=None, Properties=None)])
    save("bad/message-cut.json", [as_json(FAILURES[0], Message=FAILURES[0].message[:90] + "...", Properties=None)])
    save("bad/empty.json", [])


# -- CLIXML

def clixml_text(text):
    return escape(text.replace("_", "_x005F_").replace("\r\n", "_x000D__x000A_"))


def clixml(event, number):
    strings = "".join(f'<Obj RefId="{number + 2 + i}"><Props><S N="Value">{clixml_text(text)}</S></Props></Obj>'
                      for i, text in enumerate(event.strings))
    return (f'<Obj RefId="{number}"><TN RefId="0"><T>System.Diagnostics.Eventing.Reader.EventLogRecord</T></TN>'
            f'<ToString>System.Diagnostics.Eventing.Reader.EventLogRecord</ToString><Props><I32 N="Id">{event.number}</I32>'
            f'<S N="ProviderName">RasClient</S><S N="MachineName">{event.computer}</S>'
            f'<DT N="TimeCreated">{event.time}.1234567Z</DT><Obj N="Properties" RefId="{number + 1}"><LST>{strings}</LST></Obj>'
            f'</Props><MS><S N="Message">{clixml_text(event.message)}</S></MS></Obj>')


def make_clixml():
    head = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\r\n'
    body = "\r\n".join(clixml(event, 10 * i) for i, event in enumerate(ALL))
    write(HERE + "good/winevent.clixml", ("\ufeff" + head + body + "\r\n</Objs>").encode("utf-16-le"))
    entries = "".join(
        f'<Obj RefId="{10 * i}"><Props><I32 N="EventID">{event.number}</I32><S N="Source">RasClient</S>'
        f'<S N="MachineName">{event.computer}</S><S N="Message">{clixml_text(event.message)}</S>'
        f'<Obj N="ReplacementStrings" RefId="{10 * i + 1}"><LST>' +
        "".join(f"<S>{clixml_text(text)}</S>" for text in event.strings) +
        f'</LST></Obj><DT N="TimeGenerated">{event.time}+02:00</DT></Props></Obj>' for i, event in enumerate(ALL))
    write(HERE + "good/eventlog.clixml",
          (head + '<Obj RefId="900"><LST>' + entries + "</LST></Obj></Objs>").encode())
    write(HERE + "bad/cut.clixml", (head + body[:-60]).encode())
    write(HERE + "bad/mismatch.clixml", (head + body.replace("</I32>", "</I33>", 1) + "</Objs>").encode())
    write(HERE + "bad/nothing.clixml", (head + "</Objs>").encode())
    write(HERE + "bad/without-code.clixml",
          (head + clixml(Event(20227, FAILURES[0].strings[:3] + ("",)), 1) + "</Objs>").encode())
    write(HERE + "bad/other-objects.clixml",
          (head + '<Obj RefId="0"><Props><S N="Name">spooler</S></Props></Obj></Objs>').encode())


# -- csv

def cell(text):
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in '",\r\n;') else text


def make_csv():
    def rows(header, time, delimiter=",", level="Error", none="None", message=lambda event: event.message):
        lines = [header] + [delimiter.join(map(cell, (level, time, "RasClient", str(event.number), none, message(event))))
                            for event in ALL]
        return "\r\n".join(lines) + "\r\n"

    write(HERE + "good/viewer.csv", ("\ufeff" + rows("Level,Date and Time,Source,Event ID,Task Category",
                                                    "5/31/2026 8:15:02 AM")).encode())
    write(HERE + "good/viewer-tabs.txt", ("\ufeff" + rows("Level\tDate and Time\tSource\tEvent ID\tTask Category",
                                                         "2026-05-31 08:15:02", delimiter="\t")).encode("utf-16-le"))
    german = ("CoId={0}: Der Benutzer {1} hat eine Verbindung mit dem Namen {2} gew\u00e4hlt, die fehlgeschlagen ist. Der "
              "durch den Fehler zur\u00fcckgegebene Ursachencode lautet: {3}.")
    write(HERE + "good/viewer-german.csv",
          rows("Ebene,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie", "31.05.2026 08:15:02", level="Fehler",
               none="Keine", message=lambda event: german.format(*event.strings) if event.number == 20227 else event.message)
          .encode("cp1252"))
    names = ["Message", "Id", "ProviderName", "MachineName", "TimeCreated"]

    def powershell(events):
        lines = ["#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord", ";".join(f'"{name}"' for name in names)]
        for event in events:
            values = (event.message, str(event.number), "RasClient", event.computer, "31.05.2026 08:15:02")
            lines.append(";".join('"' + value.replace('"', '""') + '"' for value in values))
        return "\r\n".join(lines) + "\r\n"

    write(HERE + "good/powershell.csv", powershell(ALL).encode())
    text = rows("Level,Date and Time,Source,Event ID,Task Category", "2026-05-31 08:15:02")
    write(HERE + "bad/quote.csv", (text + 'Error,2026-05-31 08:15:02,RasClient,20227,None,"' + FAILURES[0].message).encode())
    write(HERE + "bad/without-message.csv", b"Level,Date and Time,Source,Event ID,Task Category\r\n"
                                            b"Error,5/31/2026 8:15:02 AM,RasClient,20227,None\r\n")
    write(HERE + "bad/message-cut.csv", text.replace("returned on failure is 13801", "returned on").encode())
    write(HERE + "bad/other-columns.csv", b"Name,Status,RasClient\r\nspooler,4,no\r\n")
    write(HERE + "bad/arrays.csv", powershell(FAILURES[:1]).replace(FAILURES[0].message, "System.String[]").encode())


# -- text

def wrapped(label, text, width, column):
    lines = textwrap.wrap(" ".join(text.split()), width - column, break_on_hyphens=False)
    return f"{label:<{column - 2}}: " + ("\r\n" + " " * column).join(lines)


def event_list(event, width=80):
    strings = "{" + ", ".join(event.strings[:4]) + ("...}" if len(event.strings) > 4 else "}")
    fields = [("Index", "14352"), ("EntryType", "Error"), ("InstanceId", str(event.number)), ("Message", event.message),
              ("Category", "(0)"), ("CategoryNumber", "0"), ("ReplacementStrings", strings), ("Source", "RasClient"),
              ("TimeGenerated", "5/31/2026 8:15:02 AM"), ("TimeWritten", "5/31/2026 8:15:02 AM"), ("UserName", "")]
    return "\r\n".join(wrapped(label, text, width, 21) for label, text in fields)


def winevent_list(event, width=100):
    fields = [("TimeCreated", "5/31/2026 8:15:02 AM"), ("ProviderName", "RasClient"), ("Id", str(event.number)),
              ("MachineName", event.computer), ("Message", event.message)]
    return "\r\n".join(wrapped(label, text, width, 15) for label, text in fields)


def copied(event, with_xml=True):
    text = (f"Log Name:      Application\r\nSource:        RasClient\r\nDate:          5/31/2026 8:15:02 AM\r\n"
            f"Event ID:      {event.number}\r\nTask Category: None\r\nLevel:         Error\r\nKeywords:      Classic\r\n"
            f"User:          N/A\r\nComputer:      {event.computer}\r\nDescription:\r\n{event.message}\r\n")
    return text + ("Event Xml:\r\n" + xml(event).replace("><System>", ">\r\n  <System>") + "\r\n" if with_xml else "")


def make_text():
    write(HERE + "good/eventlog.txt", ("\ufeff\r\n\r\n" + "\r\n\r\n".join(map(event_list, ALL)) + "\r\n\r\n\r\n").encode("utf-16-le"))
    write(HERE + "good/winevent.txt", ("\r\n\r\n" + "\r\n\r\n".join(map(winevent_list, ALL)) + "\r\n").encode())
    write(HERE + "good/copied.txt", "".join(copied(event, False) for event in ALL).encode())
    write(HERE + "good/copied-with-xml.txt", "".join(map(copied, ALL)).encode())
    wevtutil = "\r\n".join(
        f"Event[{i}]:\r\n  Log Name: Application\r\n  Source: RasClient\r\n  Date: {event.time}.0000000Z\r\n"
        f"  Event ID: {event.number}\r\n  Task: N/A\r\n  Level: Error\r\n  Opcode: N/A\r\n  Keyword: Classic\r\n  User: N/A\r\n"
        f"  User Name: N/A\r\n  Computer: {event.computer}\r\n  Description: \r\n{event.message}\r\n"
        for i, event in enumerate(ALL))
    write(HERE + "good/wevtutil.txt", wevtutil.encode())
    write(HERE + "good/message.txt", (FAILURES[0].message + "\n").encode())
    mail = ("Hello,\n\nsince this morning we get this on three laptops:\n\n> The user dialed a connection named AOVPN 2 which\n"
            "> has failed. The error code returned on failure is 809.\n> We have 12 more of them.\n\nand once that one:\n\n"
            "The user CONTOSO\\bob dialed a connection name Always On, which has failed that has failed. The error code "
            "returned on failure is 13868\n\nWhat can it be?\n")
    write(HERE + "good/mail.txt", mail.encode())
    write(HERE + "good/hexadecimal.txt", (FAILURES[0].message.replace("13801", "-2146762487") + "\n\n" +
                                         FAILURES[0].message.replace("13801", "0x80070040") + "\n").encode())
    german = ("Protokollname: Application\r\nQuelle:        RasClient\r\nDatum:         31.05.2026 08:15:02\r\n"
              "Ereignis-ID:   20227\r\nAufgabenkategorie:Keine\r\nEbene:         Fehler\r\nBenutzer:      Nicht zutreffend\r\n"
              f"Computer:      {DEVICE}\r\nBeschreibung:\r\nCoId={GUID}: Der Benutzer \"SYSTEM\" hat eine Verbindung mit dem "
              "Namen \"AOVPN Device\" gew\u00e4hlt, die fehlgeschlagen ist. Der durch den Fehler zur\u00fcckgegebene Ursachencode "
              "lautet: 13806.\r\n")
    write(HERE + "good/copied-german.txt", german.encode("cp1252"))
    japanese = (f"CoId={GUID}: \u30e6\u30fc\u30b6\u30fc SYSTEM \u306f AOVPN 2 \u306b\u30c0\u30a4\u30e4\u30eb\u3057\u307e\u3057"
                "\u305f\u304c\u5931\u6557\u3057\u307e\u3057\u305f\u3002\u30a8\u30e9\u30fc \u30b3\u30fc\u30c9\u306f 13806 \u3067\u3059\u3002\r\n")
    write(HERE + "good/japanese.txt", ("\ufeff" + japanese).encode("utf-8"))

    table = ("\r\n   Index Time          EntryType   Source                 InstanceID Message\r\n"
             "   ----- ----          ---------   ------                 ---------- -------\r\n"
             f"   14352 May 31 08:15  Error       RasClient                   20227 CoId={GUID}: The...\r\n")
    write(HERE + "bad/table.txt", table.encode())
    write(HERE + "bad/table-winevent.txt", (
        "\r\n   ProviderName: RasClient\r\n\r\nTimeCreated                     Id LevelDisplayName Message\r\n"
        "-----------                     -- ---------------- -------\r\n"
        f"5/31/2026 8:15:02 AM         20227 Error            CoId={GUID}: The user SYSTEM dialed a conn...\r\n").encode())
    write(HERE + "bad/list-cut.txt", event_list(FAILURES[0]).split("code")[0].encode())
    write(HERE + "bad/prose.txt", b"The tunnel does not come up. Error 13801, they say.\n")
    write(HERE + "bad/empty.txt", b"")
    write(HERE + "bad/log.evtx", b"ElfFile\0" + bytes(120))
    write(HERE + "bad/picture.png", b"\x89PNG\r\n\x1a\n" + bytes(32))


def make():
    make_xml()
    make_json()
    make_clixml()
    make_csv()
    make_text()
