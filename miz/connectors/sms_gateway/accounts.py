"""How a desk is told of the sandbox's two SMS providers: the value of MIZ_SMS_PROVIDERS."""

from typing import Any

KEY, SENDER = "sandbox", "10001234"


def accounts(sandbox: str) -> list[dict[str, Any]]:
    """Both providers of the sandbox at this address; three of four messages go to the first."""
    return [
        {
            "name": "main",
            "protocol": "kavenegar",
            "url": f"{sandbox}/sms",
            "key": KEY,
            "sender": SENDER,
            "weight": 3,
        },
        {
            "name": "second",
            "protocol": "generic",
            "url": f"{sandbox}/sms2",
            "key": KEY,
            "sender": SENDER,
            "weight": 1,
            "send": {
                "path": "/messages",
                "headers": {"Authorization": "Bearer {key}"},
                "body": {"to": "{to}", "text": "{text}", "from": "{sender}", "id": "{id}"},
                "accepted": {"ok": [True]},
                "refused": {"code": ["bad_message"]},
                "reference": "message.id",
            },
            "report": {
                "path": "/reports",
                "headers": {"Authorization": "Bearer {key}"},
                "body": {"ids": "{references}"},
                "entries": "messages",
                "reference": "id",
                "state": "state",
                "delivered": ["delivered"],
                "lost": ["failed"],
            },
        },
    ]
